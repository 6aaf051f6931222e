# A whole declared analysis, from raw answers on, in R. Run from this folder: Rscript plan.R && python3 normalise.py
# Reads data/plan_*.csv (24 made-up people of the study in tests/analysis/data/made_up, with a few other confidences), which
# no R code made; writes refs/plan.json. Packages ordinal, lmerTest, psych, coin, geepack; a minute.
suppressPackageStartupMessages({library(jsonlite); library(ordinal); library(lmerTest); library(coin); library(geepack)})
options(digits = 15); CONDITIONS <- c("text", "images")
answers <- read.csv("data/plan_responses.csv", colClasses = "character"); trials <- read.csv("data/plan_trials.csv"); people <- read.csv("data/plan_participants.csv")
ledger <- read.csv("data/plan_allocations.csv"); answers <- answers[answers$participant %in% ledger$participant, ]
number <- function(rows) { rows$number <- ifelse(rows$missing == "", as.numeric(rows$value), NA); rows }
turn <- function(rows, items, ends) { own <- rows$item %in% items; rows$number[own] <- ends - rows$number[own]; rows }
cell <- function(rows, by, f) aggregate(rows["number"], rows[by], f)
key <- c("participant", "case"); first <- trials[c(key, "condition", "period", "case_set", "sequence", "ai_correct")]
items <- turn(number(answers[answers$item %in% c("comp_1", "comp_2", "comp_3"), ]), "comp_3", 6)
comp <- merge(first, cell(items, key, mean)); comp$value <- comp$number
trust <- merge(first, cell(number(answers[answers$item == "trust_1", ]), key, mean)); trust$value <- trust$number
stias <- number(answers[answers$item %in% paste0("stias_", 1:3), ])
score <- merge(cell(stias, c("participant", "period", "condition"), function(v) if (sum(!is.na(v)) >= .66 * 3) mean(v, na.rm = TRUE) else NA), unique(first[c("participant", "condition", "case_set")]))
score$value <- score$number; score$period <- as.integer(score$period)
relied <- trials[trials$ai_correct == 0 & trials$first_judgement != trials$ai_answer, ]; relied$value <- as.numeric(relied$final_judgement == relied$ai_answer)
right <- trials; right$value <- right$final_correct; keyed <- trials; keyed$value <- keyed$keyed_correct; seconds <- trials; seconds$value <- seconds$duration_seconds
wide <- function(rows) { m <- tapply(rows$value, list(rows$participant, factor(rows$condition, CONDITIONS)), mean, na.rm = TRUE); m[is.nan(m)] <- NA; m }
codes <- function(rows) { m <- unique(rows[rows$condition == "images", c("participant", "period", "case_set")]); data.frame(period = ifelse(m$period == 2, .5, -.5), set = ifelse(m$case_set == "a", .5, -.5), row.names = m$participant) }
pratt <- function(d) { z <- numeric(length(d)); as.numeric(pvalue(wilcoxsign_test(d ~ z, distribution = exact(), zero.method = "Pratt"))) }
walsh <- function(d) median((outer(d, d, "+") / 2)[upper.tri(diag(length(d)), TRUE)])
compared <- function(d, means, bound) { t <- t.test(d); a <- summary(lm(d ~ period + set, cbind(codes(first)[names(d), ], d = d)))$coefficients[1, ]
  list(n = length(d), mean = mean(d), t = unname(t$statistic), p_t = t$p.value, conf = as.numeric(t$conf.int), p_ranks = pratt(d), hodges_lehmann = walsh(d), adjusted = unname(a),
    tost = if (is.null(bound)) NULL else max(t.test(d, mu = -bound, alternative = "greater")$p.value, t.test(d, mu = bound, alternative = "less")$p.value), percent = if (is.null(means)) NULL else 100 * (mean(means[, 2]) / mean(means[, 1]) - 1)) }
outcome <- function(rows, bound = NULL) { m <- wide(rows); whole <- m[complete.cases(m), , drop = FALSE]; d <- round(whole[, 2] - whole[, 1], 9); c(compared(d, whole, bound), with_value = list(unname(colSums(!is.na(m))))) }
apart <- sapply(c(1, 0), function(hit) { m <- wide(trust[trust$ai_correct == hit, ]); m[, 2] - m[, 1] }); apart <- round(apart[, 1] - apart[, 2], 9); apart <- apart[!is.na(apart)]
found <- list(perceived_comprehension = outcome(comp, .2), trust = outcome(trust, .2), interaction = compared(apart, NULL, .3), keyed_correct = outcome(keyed), over_reliance = outcome(relied),
  final_accuracy = outcome(right), s_tias = outcome(score), duration = outcome(seconds))
tested <- sapply(found[c("perceived_comprehension", "trust", "interaction")], function(o) o$p_ranks)
# models
model <- function(rows) transform(rows, condition = factor(condition, CONDITIONS), rating = factor(round(value, 9)), hit = ai_correct == 1)
fits <- function(f, g, rows, term) { m <- clmm(f, rows); s <- coef(summary(m))[term, ]; list(estimate = s[[1]], se = s[[2]], chi_square = as.numeric(2 * (logLik(m) - logLik(clmm(g, rows))))) }
l <- coef(summary(lmer(value ~ condition + period + (1 | participant) + (1 | case), model(comp))))["conditionimages", ]
lt <- coef(summary(lmer(value ~ condition + period + (1 | participant) + (1 | case), model(trust))))["conditionimages", ]
models <- list(h1 = list(estimate = l[[1]], se = l[[2]], df = l[[3]], p = l[[5]]),
  h2 = fits(rating ~ condition + period + (1 | participant) + (1 | case), rating ~ period + (1 | participant) + (1 | case), model(trust), "conditionimages"),
  h3 = fits(rating ~ condition * hit + period + (1 | participant) + (1 | case), rating ~ condition + hit + period + (1 | participant) + (1 | case), model(trust), "conditionimages:hitTRUE"),
  s1 = fits(rating ~ condition + period + (1 | participant) + (1 | case), rating ~ period + (1 | participant) + (1 | case), model(keyed), "conditionimages"), linear_trust = list(estimate = lt[[1]], se = lt[[2]]))
k <- model(keyed); k <- k[order(k$participant), ]; k$id <- as.integer(factor(k$participant)); gee <- coef(geeglm(value ~ condition + period, family = binomial, data = k, id = id, corstr = "exchangeable"))
# scales, first period, baseline, reliance, calibration
people_by <- function(rows, condition) { m <- tapply(rows$number, list(rows$participant, rows$item), mean, na.rm = TRUE); psych::alpha(as.data.frame(m), warnings = FALSE)$total$raw_alpha }
alphas <- lapply(setNames(nm = CONDITIONS), function(c) list(comp = people_by(items[items$condition == c, ]), s_tias = people_by(stias[stias$condition == c, ])))
alphas$propensity <- people_by(turn(number(answers[answers$item %in% paste0("tia_", 1:3), ]), "tia_1", 6))
one <- wide(comp[comp$period == 1, ]); w <- t.test(one[!is.na(one[, 2]), 2], one[!is.na(one[, 1]), 1])
age <- number(answers[answers$item == "age", ]); age$sequence <- ledger$sequence[match(age$participant, ledger$participant)]
rates <- lapply(setNames(nm = CONDITIONS), function(c) { t <- trials[trials$condition == c, ]; a <- t$final_judgement == t$ai_answer; apart <- t$first_judgement != t$ai_answer; ok <- t$ai_correct == 1; was <- t$first_judgement == t$truth; is <- t$final_judgement == t$truth
  share <- function(num, den) c(sum(num & den), sum(den))
  list(agreement = share(a, TRUE | a), switch = share(a, apart), rair = share(is, !was & ok), rsr = share(is, was & !ok), over_reliance = share(a, !ok & apart), under_reliance = share(!a, ok & apart)) })
brier <- lapply(setNames(nm = CONDITIONS), function(c) { t <- trials[trials$condition == c, ]; p <- t$final_confidence / 100; y <- t$final_correct; b <- pmin(floor(round(p * 10, 9)), 9)
  list(brier = mean((p - y)^2), overconfidence = mean(p - y), ece = sum(tapply(p - y, b, function(v) abs(mean(v)) * length(v))) / length(p)) })
# the deals that permuted blocks allow: in a block, two sequences with the same case sets change places; every one of them
m <- cell(items, key, mean); m <- merge(first, m); cells <- aggregate(number ~ participant + period + condition + case_set, m, mean); cells <- cells[ave(cells$number, cells$participant, FUN = length) == 2, ]
whole <- reshape(cells[c("participant", "period", "number")], idvar = "participant", timevar = "period", direction = "wide"); met <- cells[cells$period == 1, ]; met <- met[match(whole$participant, met$participant), ]
block <- ledger$block[match(whole$participant, ledger$participant)]; y <- as.matrix(whole[, c("number.1", "number.2")]); y <- sweep(y, 2, colMeans(y)); group <- paste(block, met$case_set); treated <- met$condition == "images"
contrast <- function(second) { t <- cbind(!second, second); mean(y[t]) - mean(y[!t]) }
pairs <- split(seq_along(group), group); pairs <- pairs[sapply(pairs, function(i) length(i) == 2 && treated[i[1]] != treated[i[2]])]
deals <- expand.grid(rep(list(c(FALSE, TRUE)), length(pairs))); all <- apply(deals, 1, function(swap) { s <- !treated; for (i in seq_along(pairs)) if (swap[i]) s[pairs[[i]]] <- !s[pairs[[i]]]; contrast(s) }); observed <- contrast(!treated)
write_json(list(outcomes = found, holm = as.list(p.adjust(tested, "holm")), models = models, gee = unname(gee["conditionimages"]), alphas = alphas, first_period = list(estimate = -unname(diff(w$estimate)), p = w$p.value, conf = as.numeric(w$conf.int)),
  age = list(mean = mean(age$number), sd = sd(age$number), by_sequence = as.list(tapply(age$number, age$sequence, mean))), rates = rates, calibration = brier, permutation = list(estimate = observed, p = mean(abs(all) >= abs(observed) - 1e-12), deals = length(all))),
  "refs/plan.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, null = "null")
