# References for missing data (mice 3.15.0, lme4). Run from this folder after gen_data.R: Rscript missing.R
# Writes refs/missing.json; a few seconds.
suppressPackageStartupMessages({library(jsonlite); library(mice); library(lme4)})
options(digits = 15)

# Rubin's rules: mice::pool.scalar, complete-data degrees of freedom n - k
scalar <- function(q, se, n, k) {
  z <- pool.scalar(q, se^2, n = n, k = k)
  list(estimates = q, std_errors = se, df_complete = n - k, mean = z$qbar, within = z$ubar, between = z$b, total = z$t, df = z$df,
       missing_information = z$fmi)
}
set.seed(20261121)
rubin <- list(scalar(c(.40, .52, .46), c(.10, .11, .10), 31, 1), scalar(rnorm(20, .3, .08), runif(20, .09, .12), 24, 1),
              scalar(rnorm(50, -1.2, .5), runif(50, .4, .6), 500, 2), scalar(rnorm(10, 5, .01), rep(.2, 10), 12, 1))

# a linear mixed model of what is left when every fifth person leaves after period 1 and items are skipped here and there
d <- read.csv("data/sim_a_n32.csv")
d$gone <- (d$pid %% 5 == 0 & d$period == 2) | (d$pid + 3 * d$case) %% 17 == 0
fit <- lmer(comp ~ cond + period + (0 + cond | pid) + (1 | case), d[!d$gone, ],
            control = lmerControl(optCtrl = list(xtol_abs = 1e-10, ftol_abs = 1e-12)))
z <- coef(summary(fit))["condvisual", ]
gaps <- list(missing = sum(d$gone), estimate = z[["Estimate"]], std_error = z[["Std. Error"]])

write_json(list(rubin = rubin, gaps = gaps), "refs/missing.json", digits = NA, auto_unbox = TRUE, na = "null", pretty = TRUE)
