# Further linear mixed models than the golden set has. R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2, emmeans 1.8.4-1.
# In this folder: Rscript references.R   (three_conditions.csv is simulated, and is the input)
suppressPackageStartupMessages({library(lmerTest); library(emmeans); library(jsonlite); library(pbkrtest)})
tight <- lmerControl(optimizer = "nloptwrap", optCtrl = list(xtol_abs = 1e-10, ftol_abs = 1e-12, xtol_rel = 1e-12, ftol_rel = 1e-15, maxeval = 100000))
d <- read.csv("three_conditions.csv"); for (n in c("item", "rep", "subj", "cond", "grp")) d[[n]] <- factor(d[[n]])
reference <- function(f) {
  m <- lmer(f, d, control = tight); s <- summary(m)$coefficients; k <- summary(m, ddf = "Kenward-Roger")$coefficients; v <- as.data.frame(VarCorr(m))
  list(formula = deparse(f), names = rownames(s), estimate = s[, 1], std_error = s[, 2], df = s[, 3], kr_std_error = k[, 2], kr_df = k[, 3],
    log_likelihood = as.numeric(logLik(m)), sd = v$sdcor[is.na(v$var2)], tests = as.data.frame(drop1(m)), kr_tests = as.data.frame(drop1(m, ddf = "Kenward-Roger")),
    means = as.data.frame(emmeans(m, ~ cond, lmer.df = "satterthwaite")), kr_contrasts = as.data.frame(pairs(emmeans(m, ~ cond, lmer.df = "kenward-roger"), adjust = "none"))) }
o <- list(interaction = reference(y ~ cond * grp + (1 | subj) + (1 | item)), nested = reference(y ~ cond + grp + (1 | grp:item) + (1 | subj) + (1 | subj:rep)),
  singular = reference(y ~ cond + x + (1 + cond | subj) + (1 | item)))
m0 <- lmer(y ~ grp + (1 | subj) + (1 | item), d, control = tight); m1 <- lmer(y ~ cond + grp + (1 | subj) + (1 | item), d, control = tight)
o$likelihood_ratio <- as.data.frame(anova(m0, m1))
write_json(o, "references.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
