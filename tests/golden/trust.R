# References for trust calibration and population-averaged models (pROC 1.18.0, geepack 1.3.9). Run from this folder after
# base_r.R: Rscript trust.R. Writes refs/trust.json; a few seconds.
suppressPackageStartupMessages({library(jsonlite); library(pROC); library(geepack)})
options(digits = 15)
d <- read.csv("data/sim_reliance.csv")
d$ai_correct <- as.integer(d$ai_answer == d$truth); d$final_correct <- as.integer(d$final_judgement == d$truth)
htest <- function(z) list(estimate = unname(z$estimate), std_error = unname(z$stderr), statistic = unname(z$statistic), p = z$p.value,
                          conf = as.numeric(z$conf.int))

# confidence in the final judgement against its correctness, within participants: slopes by lm, areas by pROC
both <- Filter(function(p) length(unique(p$final_correct)) == 2, split(d, d$participant))
slope <- sapply(both, function(p) coef(lm(final_confidence ~ final_correct, p))[[2]])
area <- sapply(both, function(p) as.numeric(auc(roc(p$final_correct, p$final_confidence, direction = "<", quiet = TRUE))))
within <- list(participants = length(both), slopes = unname(slope), aucs = unname(area), slope = htest(t.test(slope)),
               auc = htest(t.test(area, mu = .5)))

# over all trials: DeLong (every trial its own cluster), and Obuchowski (1997) written out
r <- roc(d$final_correct, d$final_confidence, direction = "<", quiet = TRUE)
x <- d[d$final_correct == 1, ]; y <- d[d$final_correct == 0, ]; k <- outer(x$final_confidence, y$final_confidence, function(a, b) (a > b) + (a == b) / 2)
theta <- mean(k); ids <- sort(unique(d$participant)); M <- nrow(x); N <- nrow(y)
vx <- sapply(ids, function(i) sum(rowMeans(k)[x$participant == i] - theta)); vy <- sapply(ids, function(i) sum(colMeans(k)[y$participant == i] - theta))
I10 <- length(unique(x$participant)); I01 <- length(unique(y$participant)); I <- length(ids)
v <- I10 / ((I10 - 1) * M) * sum(vx^2) / M + I01 / ((I01 - 1) * N) * sum(vy^2) / N + 2 * I / (I - 1) * sum(vx * vy) / (M * N)
pooled <- list(auc = as.numeric(auc(r)), delong = sqrt(var(r, method = "delong")), obuchowski = sqrt(v))

# right or wrong, averaged over the population
cf <- function(m) { s <- as.data.frame(summary(m)$coefficients); lapply(setNames(seq_len(nrow(s)), rownames(s)), function(i) unname(as.list(s[i, 1:2]))) }
e <- read.csv("data/sim_a_n32.csv"); e <- e[order(e$pid), ]; e$ai <- as.integer(e$case <= 6)
fits <- lapply(c("exchangeable", "independence"), function(w) geeglm(correct ~ cond * ai + period, id = pid, data = e, family = binomial, corstr = w,
                                                                             control = geese.control(epsilon = 1e-12, maxit = 200)))
gee <- setNames(lapply(fits, function(m) list(coef = cf(m), alpha = unname(summary(m)$corr$Estimate))), c("exchangeable", "independence"))

# Mancl and DeRouen (2001), written out for the independence working model
m <- fits[[2]]; X <- model.matrix(m); p <- as.numeric(fitted(m)); res <- e$correct - p; B <- solve(t(X) %*% (X * p * (1 - p)))
meat <- Reduce(`+`, lapply(split(seq_along(p), e$pid), function(i) {
  D <- X[i, ] * (p * (1 - p))[i]; Vinv <- diag(1 / (p * (1 - p))[i]); H <- D %*% B %*% t(D) %*% Vinv
  u <- t(D) %*% Vinv %*% solve(diag(length(i)) - H, res[i]); u %*% t(u) }))
gee$bias_reduced <- as.list(setNames(sqrt(diag(B %*% meat %*% B)), names(coef(m))))

write_json(list(within = within, pooled = pooled, gee = gee), "refs/trust.json", digits = NA, auto_unbox = TRUE, na = "null", pretty = TRUE)
