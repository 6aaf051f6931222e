# Further ordinal models than the golden set has. R 4.2.2, ordinal 2022.11-16, lme4 1.1-31, emmeans 1.8.4-1.
# In this folder: Rscript references.R   (crossed.csv and nested.csv are simulated, and are the input)
suppressPackageStartupMessages({library(ordinal); library(lme4); library(emmeans); library(jsonlite)})
a <- read.csv("crossed.csv"); for (n in c("pid", "case", "period", "cond")) a[[n]] <- factor(a[[n]]); a$yo <- ordered(a$y)
b <- read.csv("nested.csv"); for (n in c("school", "cls", "item")) b[[n]] <- factor(b[[n]]); b$yo <- ordered(b$y)
coefs <- function(m) { s <- summary(m)$coefficients; list(names = rownames(s), estimate = s[, 1], std_error = s[, 2], log_likelihood = as.numeric(logLik(m))) }
mixed <- function(m) c(coefs(m), list(sd = lapply(VarCorr(m), function(v) unname(sqrt(diag(v)))), correlation = lapply(VarCorr(m), function(v) cov2cor(v)[1, ncol(v)])))
o <- list(
  crossed_slopes = mixed(clmm(yo ~ cond * ai + period + (1 + cond | pid) + (1 + cond | case), a, Hess = TRUE)),
  probit = mixed(clmm(yo ~ cond + period + (1 | pid) + (1 | case), a, Hess = TRUE, link = "probit")),
  cloglog = mixed(clmm(yo ~ cond + period + (1 | pid) + (1 | case), a, Hess = TRUE, link = "cloglog")),
  nested = mixed(clmm(yo ~ x + (1 | school) + (1 | school:cls) + (1 | item), b, Hess = TRUE)))
m <- clm(yo ~ cond * ai + period, data = a); k <- clm(yo ~ cond * ai + period, data = a, link = "cloglog")
ci <- function(m) { v <- confint(m); lapply(setNames(seq_len(nrow(v)), rownames(v)), function(i) unname(v[i, ])) }
o$clm <- c(coefs(m), list(profile = ci(m), nominal = as.data.frame(nominal_test(clm(yo ~ cond + ai + period, data = a))),
  drop1 = as.data.frame(drop1(m, test = "Chisq")), probabilities = as.data.frame(emmeans(m, ~ yo | cond, mode = "prob")),
  mean_class = as.data.frame(emmeans(m, ~ ai * cond, mode = "mean.class")),
  holm = as.data.frame(contrast(emmeans(m, ~ ai * cond), "pairwise", adjust = "holm"))))
o$clm_cloglog <- c(coefs(k), list(profile = ci(k)))
g <- glmer(b ~ I(x/10) + (1 | school), b, family = binomial, control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9)))
h <- glmer(b ~ I(x/10) + (1 | school), b, family = binomial, nAGQ = 9, control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9)))
glm <- function(m) list(estimate = unname(fixef(m)), std_error = unname(sqrt(diag(as.matrix(vcov(m))))), log_likelihood = as.numeric(logLik(m)), sd = as.data.frame(VarCorr(m))$sdcor)
o$glmer <- c(glm(g), list(profile = { v <- confint(g, method = "profile"); lapply(setNames(seq_len(nrow(v)), rownames(v)), function(i) unname(v[i, ])) }))
o$glmer_agq9 <- glm(h)
write_json(o, "references.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
