# Declared analyses of three conditions, within and between people, from raw answers on. Run from this folder:
# Rscript designs.R && python3 normalise.py. Reads data/williams_*.csv and data/groups_*.csv (made-up people of the studies in
# tests/analysis/data/designs.py), which no R code made; writes refs/designs.json. Package coin.
suppressPackageStartupMessages({library(jsonlite); library(coin)}); options(digits = 15); CONDITIONS <- c("text", "images", "plain")
read <- function(design, table) read.csv(sprintf("data/%s_%s.csv", design, table), na.strings = "")
tidy <- function(design) { a <- read(design, "responses"); a$missing[is.na(a$missing)] <- ""; a$number <- ifelse(a$missing == "", as.numeric(a$value), NA)
  a$number[a$item == "comp_3"] <- 6 - a$number[a$item == "comp_3"]; a$condition <- factor(a$condition, CONDITIONS); trials <- read(design, "trials")
  per <- function(items, by, f) aggregate(a[a$item %in% items, "number", drop = FALSE], a[a$item %in% items, by], f)
  comp <- per(paste0("comp_", 1:3), c("participant", "case", "condition", "period"), mean); trust <- per("trust_1", c("participant", "case", "condition", "period"), mean)
  stias <- per(paste0("stias_", 1:3), c("participant", "condition", "period"), function(v) if (sum(!is.na(v)) >= .66 * 3) mean(v, na.rm = TRUE) else NA)
  first <- unique(trials[c("participant", "condition", "period", "case_set")]); first <- first[!duplicated(first[c("participant", "condition")]), ]
  ai <- unique(trials[c("participant", "case", "ai_correct")]); trust <- merge(trust, ai)
  list(values = list(perceived_comprehension = comp, trust = trust, s_tias = stias), places = first, ledger = read(design, "allocations")) }
means <- function(rows) tapply(rows$number, list(rows$participant, rows$condition), mean, na.rm = TRUE)
holm <- function(p) p.adjust(p, "holm"); PAIRS <- list(c(1, 2), c(1, 3), c(2, 3))
pratt <- function(d) { z <- numeric(length(d)); as.numeric(pvalue(wilcoxsign_test(d ~ z, distribution = exact(), zero.method = "Pratt"))) }
deal <- function(y, x) { v <- round(c(y, x), 9); g <- factor(rep(1:2, c(length(y), length(x)))); as.numeric(pvalue(wilcox_test(v ~ g, distribution = exact()))) }
test <- function(t) list(estimate = unname(if (length(t$estimate) == 2) -diff(t$estimate) else t$estimate), t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, conf = as.numeric(t$conf.int))
row <- function(m, name) { s <- coef(summary(m)); list(estimate = s[name, 1], se = s[name, 2], df = df.residual(m), p = s[name, 4]) }
within <- function(data, name) { m <- means(data$values[[name]]); m[is.nan(m)] <- NA; whole <- round(m[complete.cases(m), ], 9); f <- friedman.test(whole); d <- function(a, b) { d <- m[, b] - m[, a]; round(d[!is.na(d)], 9) }
  l <- as.data.frame(as.table(m)); names(l) <- c("participant", "condition", "value"); l <- merge(l[!is.na(l$value), ], data$places)
  l <- l[ave(l$value, l$participant, FUN = length) > 1, ]; fit <- lm(value ~ participant + condition + factor(period) + case_set, l)
  both <- m[complete.cases(m), ]; own <- function(a, b) { d <- both[, b] - both[, a]; pratt(round(d, 9)) }
  list(n = nrow(whole), friedman = list(statistic = unname(f$statistic), p = f$p.value), pairs = holm(sapply(PAIRS, function(p) own(p[1], p[2]))),
    against_text = lapply(2:3, function(k) { x <- d(1, k); list(n = length(x), ranks = pratt(x), t = test(t.test(x)), adjusted = row(fit, paste0("condition", CONDITIONS[k]))) })) }
between <- function(data, name) { rows <- data$values[[name]]; one <- aggregate(number ~ participant + condition, rows, mean); one$number <- round(one$number, 9); k <- kruskal.test(number ~ condition, one)
  one$stratum <- data$ledger$stratum[match(one$participant, data$ledger$participant)]; of <- function(c) one$number[one$condition == CONDITIONS[c]]
  list(sizes = sapply(1:3, function(c) length(of(c))), kruskal = list(statistic = unname(k$statistic), p = k$p.value), pairs = holm(sapply(PAIRS, function(p) deal(of(p[2]), of(p[1])))),
    against_text = lapply(2:3, function(c) { two <- one[one$condition %in% CONDITIONS[c(1, c)], ]; two$condition <- droplevels(two$condition); list(n = nrow(two), ranks = deal(of(c), of(1)), t = test(t.test(of(c), of(1))), adjusted = row(lm(number ~ condition + stratum, two), paste0("condition", CONDITIONS[c]))) })) }
w <- tidy("williams"); g <- tidy("groups"); OUTCOMES <- c("perceived_comprehension", "trust", "s_tias")
gain <- with(g$values$trust, tapply(number, list(participant, ai_correct), mean)); met <- g$ledger$participant; gain <- round(gain[, "1"] - gain[, "0"], 9)
of <- unique(g$values$trust[c("participant", "condition")]); of <- setNames(as.character(of$condition), of$participant)[names(gain)]; i <- t.test(gain[of == "images"], gain[of == "text"])
write_json(list(williams = lapply(setNames(nm = OUTCOMES), function(o) within(w, o)), groups = lapply(setNames(nm = OUTCOMES), function(o) between(g, o)),
  interaction = list(t = test(i), ranks = deal(gain[of == "images"], gain[of == "text"]))), "refs/designs.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
