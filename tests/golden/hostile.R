# Awkward data sets and what R makes of them. Run from this folder: Rscript hostile.R && python3 normalise.py
# Writes data/hostile.csv, data/williams.csv and refs/hostile.json; packages ordinal, lmerTest, pbkrtest, survival; a minute.
suppressPackageStartupMessages({library(jsonlite); library(ordinal); library(lmerTest); library(survival)})
invisible(Sys.setlocale("LC_COLLATE", "C")); options(digits = 15); set.seed(606)
# 26 people, unbalanced rows, missing cells, odd level names, a boolean, a covariate far from zero, a factor between people
d <- expand.grid(case = sprintf("case %02d", 1:9), who = sprintf("P-%d", c(1:26)))
d$way <- sample(c("10", "9", "B & b"), nrow(d), TRUE, c(.5, .3, .2)); d$right <- runif(nrow(d)) < .6
d$age <- 1900 + 10 * as.integer(factor(d$who)) %% 70; d$clinic <- c("north", "Süd", "west")[1 + as.integer(factor(d$who)) %% 3]
u <- rnorm(26, 0, 1.1)[as.integer(factor(d$who))]; v <- rnorm(9, 0, .6)[as.integer(factor(d$case))]
slope <- rnorm(26, 0, .7)[as.integer(factor(d$who))]
eta <- u + v + (.5 + slope) * d$right + .4 * (d$way == "9") - .3 * (d$way == "B & b") + .004 * (d$age - 2000)
d$seven <- findInterval(eta + rlogis(nrow(d)), c(-3, -2, -.6, .2, 1.5, 1.5)) + 1   # nobody answers 6
d$yes <- as.integer(eta + rlogis(nrow(d)) > .3); d$seconds <- round(exp(3 + .2 * eta + rnorm(nrow(d), 0, .4)), 2)
d$seven[sample(nrow(d), 20)] <- NA; d <- d[-sample(nrow(d), 30), ]; d <- d[sample(nrow(d)), ]
write.csv(d, "data/hostile.csv", row.names = FALSE, fileEncoding = "UTF-8")
fixed <- function(m) { s <- coef(summary(m)); list(term = rownames(s), estimate = unname(s[, 1]), se = unname(s[, 2])) }
random <- function(m) lapply(VarCorr(m), function(s) list(sd = unname(attr(s, "stddev")), correlation = unname(attr(s, "correlation")[1, ])))
ordinal_fit <- function(f, data, link = "logit") { m <- clmm(f, data, link = link, control = clmm.control(gradTol = 1e-6, maxIter = 200))
  c(fixed(m), list(logLik = as.numeric(logLik(m)), random = random(m), thresholds = unname(m$alpha))) }
o <- d; o$seven <- factor(o$seven); o$way <- factor(o$way, c("B & b", "9", "10")); o$age <- o$age / 10
clmms <- list(
  declared_order = ordinal_fit(seven ~ way * right + (1 | who) + (1 | case), o),
  covariate = ordinal_fit(seven ~ way + age + clinic + (1 + right | who) + (1 | case), o),
  probit = ordinal_fit(seven ~ right + way + (1 | who) + (1 | case), o, "probit"),
  cloglog = ordinal_fit(seven ~ right + clinic + (1 | who) + (1 | case), o, "cloglog"))
linear_fit <- function(f, ddf) { m <- lmer(f, d, control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9)))
  s <- coef(summary(m, ddf = ddf)); list(term = rownames(s), estimate = unname(s[, 1]), se = unname(s[, 2]), df = unname(s[, 3]),
  t = unname(s[, 4]), p = unname(s[, 5]), logLik = as.numeric(logLik(m)), sigma = sigma(m), random = lapply(random(m), function(r) r["sd"])) }
lmms <- list(
  satterthwaite = linear_fit(log(seconds) ~ way * right + clinic + (1 | who) + (1 | case), "Satterthwaite"),
  slopes = linear_fit(log(seconds) ~ right + way + (1 + right | who) + (1 | case), "Satterthwaite"),
  kenward_roger = linear_fit(log(seconds) ~ right + way + clinic + (1 | who) + (1 | case), "Kenward-Roger"))
# three conditions in three periods, cells missing, case sets rotated
w <- expand.grid(period = 1:3, who = sprintf("w%02d", 1:20)); orders <- rbind(c(1,2,3), c(2,3,1), c(3,1,2), c(3,2,1), c(1,3,2), c(2,1,3))
w$condition <- c("text", "images", "plain")[orders[cbind((as.integer(factor(w$who)) - 1) %% 6 + 1, w$period)]]
w$set <- c("a", "b", "c")[(as.integer(factor(w$who)) %/% 6 + w$period) %% 3 + 1]
w$value <- round(rnorm(20)[as.integer(factor(w$who))] + .4 * (w$condition == "images") + .2 * w$period + rnorm(60, 0, .5), 1)
w <- w[-c(4, 11, 12, 30), ]; write.csv(w, "data/williams.csv", row.names = FALSE)
w$condition <- relevel(factor(w$condition), "text"); l <- lm(value ~ who + condition + factor(period) + set, w)
adjusted <- list(estimate = unname(coef(l)["conditionimages"]), se = coef(summary(l))["conditionimages", 2], df = df.residual(l),
  conf = unname(confint(l)["conditionimages", ]), p = coef(summary(l))["conditionimages", 4])
wide <- reshape(w[c("who", "condition", "value")], idvar = "who", timevar = "condition", direction = "wide"); wide <- wide[complete.cases(wide), -1]
f <- friedman.test(as.matrix(wide)); friedman <- list(n = nrow(wide), statistic = unname(f$statistic), p = f$p.value)
g <- w[w$period == 1 & w$condition != "plain", ]; g$stratum <- c("x", "y")[as.integer(factor(g$who)) %% 2 + 1]
lg <- lm(value ~ condition + stratum, g); strata <- list(estimate = unname(coef(lg)[2]), se = coef(summary(lg))[2, 2], df = df.residual(lg), p = coef(summary(lg))[2, 4])
cl <- clogit(yes ~ right + way + strata(who), d, method = "exact"); two <- d[d$way != "10", ]
mh <- mantelhaen.test(table(two$way == "9", two$yes == 1, two$who)[, , table(two$who) > 1], correct = FALSE)
write_json(list(clmm = clmms, lmm = lmms, adjusted = adjusted, friedman = friedman, strata = strata,
  clogit = list(term = names(coef(cl)), estimate = unname(coef(cl)), se = unname(sqrt(diag(vcov(cl)))), logLik = cl$loglik[2]),
  mantelhaen = list(odds_ratio = unname(mh$estimate), statistic = unname(mh$statistic), p = mh$p.value, conf = as.numeric(mh$conf.int))),
  "refs/hostile.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
