# References from base R (and survival) for what golden_core.R leaves out. Run from this folder after it: Rscript base_r.R
# Writes refs/base_r.json; a few seconds.
suppressPackageStartupMessages({library(jsonlite); library(survival)})
options(digits = 15)
htest <- function(z) list(statistic = unname(z$statistic), p = z$p.value, parameter = unname(z$parameter),
                          estimate = unname(z$estimate), conf = as.numeric(z$conf.int))
d <- read.csv("data/sim_a_n32.csv")

# Hollander & Wolfe (1973), p. 29: depression scores, no ties, no zeros; from the examples of ?wilcox.test
x <- c(1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30); y <- c(.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
signed <- c(list(x = x, y = y), htest(wilcox.test(x, y, paired = TRUE, exact = TRUE, conf.int = TRUE)))
# Hollander & Wolfe (1973), p. 69: permeability of membranes
a <- c(.80, .83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, .73, 1.46); b <- c(1.15, .88, .90, .74, 1.21)
rank_sum <- c(list(x = a, y = b), htest(wilcox.test(a, b, exact = TRUE, conf.int = TRUE)))

# approval ratings, Agresti (1990), p. 350; from the examples of ?mcnemar.test
m <- matrix(c(794, 86, 150, 570), 2)
mc <- list(table = m, corrected = htest(mcnemar.test(m)), plain = htest(mcnemar.test(m, correct = FALSE)),
           exact = htest(binom.test(m[1, 2], m[1, 2] + m[2, 1])))
# rounding times, Hollander & Wolfe (1973), p. 140; from the examples of ?friedman.test
rt <- matrix(c(5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55, 5.60,
  5.40, 5.40, 5.35, 5.45, 5.50, 5.35, 5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45, 5.60, 5.35,
  5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50, 5.55, 5.55, 5.35, 5.45, 5.50, 5.55, 5.50, 5.45, 5.25, 5.65,
  5.60, 5.40, 5.70, 5.65, 5.55, 6.30, 6.30, 6.25), ncol = 3, byrow = TRUE)
fr <- c(list(table = rt), htest(friedman.test(rt)))

cl <- clogit(correct ~ I(cond == "visual") + I(period == 2) + strata(pid), data = d, method = "exact")
conditional <- list(estimate = unname(coef(cl)), se = unname(sqrt(diag(vcov(cl)))), logLik = cl$loglik[2],
                    conf = unname(confint(cl)))
w <- prop.test(sum(d$correct), nrow(d), correct = FALSE)
wilson <- list(successes = sum(d$correct), total = nrow(d), conf = as.numeric(w$conf.int))

write_json(list(signed_rank = signed, rank_sum = rank_sum, mcnemar = mc, friedman = fr, clogit_correct = conditional,
                wilson = wilson), "refs/base_r.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
