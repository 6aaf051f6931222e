# References from base R (and survival) for what golden_core.R leaves out. Run from this folder after it: Rscript base_r.R
# Writes data/sim_reliance.csv and refs/base_r.json; a few seconds.
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

# approval ratings, Agresti (1990), p. 350; from the examples of ?mcnemar.test; exact by the binomial test
m <- matrix(c(794, 86, 150, 570), 2)
mc <- list(table = m, exact = htest(binom.test(m[1, 2], m[1, 2] + m[2, 1])))
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

# trials with own, AI and final judgement; the AI is right in half of them
set.seed(20261121); P <- 24; K <- 12; options_ <- c("acne", "eczema", "psoriasis", "rosacea")
tr <- expand.grid(case = 1:K, participant = 1:P); tr$condition <- ifelse((tr$participant + tr$case) %% 2 == 0, "text", "visual")
tr$truth <- options_[1 + tr$case %% 4]; other <- function(x) sapply(x, function(o) sample(setdiff(options_, o), 1))
tr$ai_answer <- ifelse(tr$case <= K / 2, tr$truth, other(tr$truth))
tr$first_judgement <- ifelse(runif(P * K) < .5, tr$truth, other(tr$truth))
tr$final_judgement <- ifelse(runif(P * K) < .45, tr$ai_answer, tr$first_judgement)
tr$final_confidence <- 5 * sample(6:20, P * K, TRUE)
write.csv(tr, "data/sim_reliance.csv", row.names = FALSE, quote = FALSE)
rates <- function(t) { H1 <- t$first_judgement == t$truth; A <- t$ai_answer == t$truth
  H2 <- t$final_judgement == t$truth; follow <- t$final_judgement == t$ai_answer; diff <- t$first_judgement != t$ai_answer
  hit <- (sum(follow & A) + .5) / (sum(A) + 1); fa <- (sum(follow & !A) + .5) / (sum(!A) + 1)
  list(agreement = mean(follow), switch = mean(follow[diff]), rair = sum(!H1 & A & H2) / sum(!H1 & A), rsr = sum(H1 & !A & H2) / sum(H1 & !A),
    over_reliance = mean(follow[!A & diff]), under_reliance = mean(!follow[A & diff]), first_accuracy = mean(H1), final_accuracy = mean(H2),
    d_prime = qnorm(hit) - qnorm(fa), criterion = -(qnorm(hit) + qnorm(fa)) / 2) }
rl <- lapply(split(tr, tr$condition), rates)
# linearised standard error of a ratio over participants (Cochran 1977, eq. 6.13)
st <- tr[tr$condition == "text" & tr$first_judgement != tr$ai_answer, ]; k <- tapply(st$final_judgement == st$ai_answer, factor(st$participant, 1:P), sum)
n <- tapply(st$case, factor(st$participant, 1:P), length); k[is.na(k)] <- 0; n[is.na(n)] <- 0; n_p <- sum(n > 0); k <- k[n > 0]; n <- n[n > 0]
switch_se <- sqrt(n_p / (n_p - 1) * sum((k - sum(k) / sum(n) * n)^2)) / sum(n)
p_ <- tr$final_confidence / 100; y_ <- tr$final_judgement == tr$truth; bin <- pmin(floor(p_ * 10), 9)
cal <- list(brier = mean((p_ - y_)^2), ece = sum(abs(tapply(p_, bin, mean) - tapply(y_, bin, mean)) * tapply(p_, bin, length)) / length(p_))

write_json(list(signed_rank = signed, rank_sum = rank_sum, mcnemar = mc, friedman = fr, clogit_correct = conditional,
                wilson = wilson,
                reliance = rl, switch_se_text = switch_se, calibration = cal), "refs/base_r.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
