# References for comparisons between participants. Run from this folder: Rscript between.R && python3 normalise.py
# Writes refs/between.json from data/sim_a_n32.csv; packages coin, effectsize, pROC; a few seconds.
suppressPackageStartupMessages({library(jsonlite); library(coin); library(effectsize); library(pROC)})
options(digits = 15)
d <- read.csv("data/sim_a_n32.csv")
one <- function(d, name) {
  first <- d[d$period == 1 & d$pid > 9, ]   # unequal groups
  m <- aggregate(first[[name]], list(pid = first$pid, cond = first$cond), mean)
  x <- round(m$x[m$cond == "visual"], 9); y <- round(m$x[m$cond == "text"], 9)
  t <- t.test(x, y); low <- t.test(x, y, mu = -.25, alternative = "greater"); high <- t.test(x, y, mu = .25, alternative = "less")
  f <- data.frame(v = c(x, y), g = factor(rep(c("visual", "text"), c(length(x), length(y))), c("visual", "text")))
  w <- wilcox_test(v ~ g, f, distribution = "exact")
  u <- sum(outer(x, y, ">")) + sum(outer(x, y, "==")) / 2
  s <- suppressWarnings(cohens_d(x, y)); g <- hedges_g(x, y)
  r <- roc(f$g, f$v, levels = c("text", "visual"), direction = "<", quiet = TRUE)
  # Fieller with the degrees of freedom of Tamhane and Logan (2004)
  vx <- var(x) / length(x); vy <- var(y) / length(y); rho <- mean(x) / mean(y)
  df <- (vx + rho^2 * vy)^2 / (vx^2 / (length(x) - 1) + rho^4 * vy^2 / (length(y) - 1)); q <- qt(.975, df)^2
  roots <- sort(Re(polyroot(c(mean(x)^2 - q * vx, -2 * mean(x) * mean(y), mean(y)^2 - q * vy))))
  list(n = c(length(y), length(x)), mean = mean(x) - mean(y), se = t$stderr, t = unname(t$statistic), df = unname(t$parameter),
    p = t$p.value, conf = as.numeric(t$conf.int), p_lower = low$p.value, p_upper = high$p.value, u = u,
    p_exact = as.numeric(pvalue(w)), shift = median(outer(x, y, "-")), d = s$Cohens_d, d_conf = c(s$CI_low, s$CI_high),
    g = g$Hedges_g, auc = as.numeric(auc(r)), auc_var = var(r), fieller = 100 * (roots - 1))
}
three <- aggregate(d$comp, list(pid = d$pid), mean); three$x <- round(three$x, 9); three$g <- three$pid %% 3
k <- kruskal.test(x ~ g, three)
pw <- sapply(list(c(1, 0), c(2, 0), c(2, 1)), function(p) {
  part <- three[three$g %in% p, ]; part$h <- factor(part$g, p); as.numeric(pvalue(wilcox_test(x ~ h, part, distribution = "exact"))) })
write_json(list(comp = one(d, "comp"), time_s = one(d, "time_s"),
  kruskal = list(statistic = unname(k$statistic), p = k$p.value, df = unname(k$parameter),
    epsilon_squared = rank_epsilon_squared(x ~ g, data = three, ci = NULL)$rank_epsilon_squared,
    holm = p.adjust(pw, "holm"), bonferroni = p.adjust(pw, "bonferroni"))),
  "refs/between.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
