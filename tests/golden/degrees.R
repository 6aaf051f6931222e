# Degrees of freedom of error strata, and intervals that use them, in R. Run from this folder: Rscript degrees.R && python3 normalise.py
# Reads data/sim_a_n32.csv (every participant meets every case under both conditions; the AI is called right on cases 1 to 5).
# Writes refs/degrees.json; base R and the packages nlme, ordinal and emmeans; a minute.
suppressPackageStartupMessages({library(jsonlite); library(nlme); library(ordinal); library(emmeans)})
options(digits = 15)
sim <- read.csv("data/sim_a_n32.csv")
sim <- transform(sim, pid = factor(pid), case = factor(case), cond = factor(cond), sequence = factor(sequence), rating = factor(comp))
sim$hit <- factor(as.integer(as.character(sim$case)) <= 5)

# residual degrees of freedom of the strata of a balanced analysis of variance
strata <- function(formula) { a <- aov(formula, sim); sapply(a[-1], function(s) if (s$df.residual > 0) s$df.residual else NA) }
by_case <- strata(comp ~ cond + Error(case / cond))
by_case_and_hit <- strata(comp ~ cond * hit + Error(case / cond))
by_person <- strata(comp ~ cond + Error(pid / cond))
by_person_and_sequence <- strata(comp ~ cond * sequence + Error(pid / cond))
# an effect that is constant in a group: nlme's outer effects
outer <- summary(lme(comp ~ cond + sequence, random = ~ 1 | pid, data = sim))$tTable["sequenceBA", "DF"]

# Wald intervals of a cumulative link mixed model from t
m <- clmm(rating ~ cond + (1 + cond | pid) + (1 + cond | case), data = sim)
df <- by_case[["case:cond"]]
difference <- as.data.frame(confint(contrast(emmeans(m, ~ cond, df = df), "revpairwise"), level = 0.9))
tested <- as.data.frame(contrast(emmeans(m, ~ cond, df = df), "revpairwise"))
write_json(list(by_case = as.list(by_case), by_case_and_hit = as.list(by_case_and_hit), by_person = as.list(by_person),
    by_person_and_sequence = as.list(by_person_and_sequence), outer = outer,
    contrast = list(df = df, estimate = difference$estimate, se = difference$SE, p = tested$p.value, conf = c(difference$lower.CL, difference$upper.CL))),
  "refs/degrees.json", digits = NA, auto_unbox = TRUE)
