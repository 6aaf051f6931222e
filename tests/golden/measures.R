# Random hostile answers and what R's packages make of them. Run from this folder: Rscript measures.R
# Writes refs/measures.json, data and results together; packages psych, metafor, coin; half a minute.
suppressPackageStartupMessages({library(jsonlite); library(psych); library(metafor); library(coin)})
options(digits = 15, warn = -1); set.seed(808); cases <- as.integer(c(commandArgs(TRUE), 12)[1])  # another number makes other data
many <- function(f) lapply(seq_len(cases), f); null <- function(e) tryCatch(suppressMessages(e), error = function(x) NULL)
rating <- function(latent, points) matrix(findInterval(latent, qnorm(seq_len(points - 1) / points)) + 1, nrow(latent))

# scales: gaps, only the ends of the scale, right or wrong, nearly all answers equal, few people, an item that is not turned
scale_of <- function(i) {
  kind <- i %% 6; k <- sample(3:7, 1); n <- if (kind == 4) 7 else sample(20:80, 1)
  x <- rating(rnorm(n) %o% runif(k, .4, 1.2) + rnorm(n * k), if (kind == 2) 2 else if (kind == 3) 3 else sample(5:7, 1))
  if (kind == 2) x <- x - 1
  if (kind == 0) x[sample(length(x), length(x) %/% 10)] <- NA
  if (kind == 1) x[] <- ifelse(x > median(x), max(x), 1)
  if (kind == 3) x[runif(length(x)) < .6] <- 2
  if (kind == 5) x[, 1] <- max(x) + 1 - x[, 1]
  x <- x[rowSums(!is.na(x)) > 0, ]; colnames(x) <- paste0("i", seq_len(ncol(x)))
  a <- null(psych::alpha(as.data.frame(x), check.keys = FALSE, warnings = FALSE, delete = FALSE)); f <- alpha.ci(a$total$raw_alpha, n.obs = nrow(x), n.var = ncol(x))
  one <- function(fm) { m <- null(fa(x, 1, fm = fm)); if (is.null(m)) return(NULL); l <- m$loadings[, 1]; list(loadings = unname(l), omega = sum(l)^2 / (sum(l)^2 + sum(m$uniquenesses)), heywood = any(m$uniquenesses < .0051)) }
  list(answers = unname(lapply(seq_len(nrow(x)), function(r) x[r, ])), alpha = a$total$raw_alpha, standardized = a$total$std.alpha, se = a$total$ase,
    feldt = unname(unlist(f[c("lower.ci", "upper.ci")])), if_dropped = a$alpha.drop$raw_alpha, item_rest = a$item.stats$r.drop, mean = a$item.stats$mean, minres = one("minres"), ml = one("ml")) }

# targets by judges: few targets, a judge who says one thing, no differences between targets, judges far apart
icc_of <- function(i) {
  kind <- i %% 4; n <- sample(4:20, 1); k <- sample(2:5, 1); x <- round(rnorm(n, 5, if (kind == 3) .1 else 2) + matrix(rnorm(n * k), n))
  if (kind == 1) x[, k] <- 4
  if (kind == 2) x <- sweep(x, 2, 4 * seq_len(k), "+")
  r <- ICC(x, lmer = FALSE, missing = FALSE)$results
  list(ratings = unname(lapply(seq_len(n), function(u) x[u, ])), icc = r$ICC, f = r$F, p = r$p, low = r$`lower bound`, high = r$`upper bound`) }

# two judges: an empty category, two categories, one category frequent
kappa_of <- function(i) {
  q <- if (i %% 3 == 0) 2 else sample(3:6, 1); n <- sample(12:60, 1); p <- if (i %% 3 == 1) c(8, rep(1, q - 1)) else rep(1, q)
  x <- sample(q, n, TRUE, p); y <- ifelse(runif(n) < .6, x, sample(q, n, TRUE, p)); if (i %% 4 == 0 && q > 2) { x[x == 2] <- 1; y[y == 2] <- 3 }
  m <- cohen.kappa(cbind(x, y), levels = seq_len(q)); linear <- cohen.kappa(cbind(x, y), levels = seq_len(q), w = 1 - abs(outer(seq_len(q), seq_len(q), "-")) / (q - 1))
  list(x = x, y = y, categories = q, kappa = m$kappa, quadratic = m$weighted.kappa, linear = linear$weighted.kappa, conf = unname(m$confid[1, c(1, 3)])) }

# differences on a coarse scale: ties, zeros, few people, nearly all in one direction
pairs_of <- function(i) {
  n <- sample(6:40, 1); step <- c(1, .5, .25, .1)[i %% 4 + 1]; x <- pmin(pmax(round(rnorm(n, 3, 1) / step) * step, 1), 5)
  y <- pmin(pmax(x + round(rnorm(n, sample(c(0, .3, 1), 1), .6) / step) * step, 1), 5); d <- round(y - x, 9); z <- numeric(n); e <- d + rnorm(n, 0, 1e-3)
  if (sd(d) == 0) return(pairs_of(i))
  p <- function(zm) { t <- wilcoxsign_test(d ~ z, distribution = exact(), zero.method = zm); list(z = unname(as.numeric(statistic(t))), p = as.numeric(pvalue(t))) }
  t <- t.test(d); w <- wilcox.test(e, conf.int = TRUE, exact = TRUE); above <- function(rho) t.test(y - rho * x)$p.value - .05; centre <- mean(y) / mean(x)
  list(reference = x, treatment = y, pratt = p("Pratt"), drop = p("Wilcoxon"), t = unname(t$statistic), p = t$p.value, conf = as.numeric(t$conf.int), untied = list(d = e, p = w$p.value, conf = as.numeric(w$conf.int)),
    tost = max(t.test(d, mu = -.5, alternative = "greater")$p.value, t.test(d, mu = .5, alternative = "less")$p.value),
    sign = if (any(d != 0)) binom.test(sum(d > 0), sum(d != 0))$p.value else NULL,
    fieller = if (t.test(x)$p.value < .05) c(uniroot(above, c(centre - 3, centre), tol = 1e-13)$root, uniroot(above, c(centre, centre + 3), tol = 1e-13)$root) else NULL) }

# two groups: ties, unequal sizes and spreads, a group that gives one answer
groups_of <- function(i) {
  a <- round(rnorm(sample(3:14, 1), 3, 1) * 2) / 2; b <- round(rnorm(sample(3:14, 1), 3.6, 2) * 2) / 2; if (i %% 4 == 0) a[] <- 3
  g <- factor(rep(c("b", "a"), c(length(b), length(a))), c("b", "a")); t <- t.test(b, a); w <- wilcox_test(c(b, a) ~ g, distribution = exact())
  u <- wilcox.test(b + rnorm(length(b), 0, 1e-3), a, exact = TRUE); k <- kruskal.test(list(b, a))
  list(reference = a, treatment = b, t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, conf = as.numeric(t$conf.int), rank_p = as.numeric(pvalue(w)),
    tost = max(t.test(b, a, mu = -1, alternative = "greater")$p.value, t.test(b, a, mu = 1, alternative = "less")$p.value), kruskal = unname(k$statistic)) }

# studies: two of them, equal effects, one very precise, effects far apart
studies_of <- function(i) {
  k <- if (i %% 4 == 0) 2 else sample(3:12, 1); se <- runif(k, .05, .6); if (i %% 4 == 1) se[1] <- .005; y <- round(rnorm(k, .3, if (i %% 4 == 2) 0 else .5) + if (i %% 4 == 2) 0 else rnorm(k, 0, se), 3)
  fit <- function(method, ...) { m <- rma(y, se^2, method = method, control = list(threshold = 1e-13, tol = 1e-13, maxiter = 10000), ...); r <- predict(m)
    list(estimate = unname(m$beta[1]), se = m$se, p = m$pval, conf = c(m$ci.lb, m$ci.ub), tau2 = m$tau2, i2 = m$I2, prediction = c(r$pi.lb, r$pi.ub), q = m$QE) }
  list(y = y, se = se, fixed = fit("FE"), reml = null(fit("REML", test = "knha")), pm = null(fit("PM", test = "knha"))) }

# AB/BA: unequal sequences, ties
crossover_of <- function(i) {
  n <- sample(3:12, 2, TRUE); make <- function(n, effect) { u <- rnorm(n, 0, 1); round(cbind(u + rnorm(n, 3), u + rnorm(n, 3 + effect)) * 2) / 2 }; a <- make(n[1], .8); b <- make(n[2], -.3)
  da <- a[, 2] - a[, 1]; db <- b[, 2] - b[, 1]; t <- t.test(da, db, var.equal = TRUE); w <- t.test(da, db); p <- t.test(da, -db, var.equal = TRUE); s <- t.test(rowSums(a), rowSums(b), var.equal = TRUE)
  g <- factor(rep(c("a", "b"), n)); r <- wilcox_test(c(da, db) ~ g, distribution = exact())
  row <- function(t, k) list(estimate = -diff(unname(t$estimate)) * k, t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, conf = as.numeric(t$conf.int) * k)
  list(first = unname(lapply(seq_len(n[1]), function(u) a[u, ])), second = unname(lapply(seq_len(n[2]), function(u) b[u, ])), treatment = row(t, .5), welch = row(w, .5), period = row(p, .5), carry_over = row(s, 1), rank_p = as.numeric(pvalue(r))) }

# people under three to five conditions: ties, people without a preference
blocks_of <- function(i) { k <- sample(3:5, 1); n <- sample(4:20, 1); x <- matrix(sample(if (i %% 2) 3 else 7, n * k, TRUE), n); x[1, ] <- 2; f <- friedman.test(x)
  list(answers = unname(lapply(seq_len(n), function(u) x[u, ])), statistic = unname(f$statistic), p = f$p.value) }
shares <- list(); for (n in c(1, 7, 40)) for (x in unique(c(0, 1, n %/% 3, n))) shares[[length(shares) + 1]] <- list(x = x, n = n, conf = as.numeric(prop.test(x, n, correct = FALSE)$conf.int))
write_json(list(scales = many(scale_of), icc = many(icc_of), kappa = many(kappa_of), pairs = many(pairs_of), groups = many(groups_of), studies = many(studies_of), crossover = many(crossover_of), blocks = many(blocks_of), shares = shares),
  "refs/measures.json", digits = NA, auto_unbox = TRUE, na = "null", null = "null", pretty = FALSE)
