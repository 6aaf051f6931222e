# Three small studies pooled, from raw answers on, in R. Run from this folder: Rscript pooled.R && python3 normalise.py
# Reads data/plan_*.csv; a study is every third of its people, in the order of the file. Writes refs/pooled.json; package metafor.
suppressPackageStartupMessages({library(jsonlite); library(metafor)})
options(digits = 15)
answers <- read.csv("data/plan_responses.csv", colClasses = "character")
trials <- read.csv("data/plan_trials.csv")
people <- read.csv("data/plan_participants.csv")$participant
study <- (seq_along(people) - 1) %% 3; names(study) <- people

of <- function(items) {
  rows <- answers[answers$item %in% items & answers$missing == "" & answers$case != "", ]
  rows$number <- as.numeric(rows$value)
  rows
}
difference <- function(rows) {
  case <- aggregate(number ~ participant + case, rows, mean)
  case <- merge(case, trials[c("participant", "case", "condition")])
  means <- tapply(case$number, list(case$participant, case$condition), mean)
  d <- means[, "images"] - means[, "text"]
  d[!is.na(d)]
}
comprehension <- of(c("comp_1", "comp_2", "comp_3"))
turned <- comprehension$item == "comp_3"
comprehension$number[turned] <- 6 - comprehension$number[turned]

pooled <- function(d) {
  own <- split(d, study[names(d)])
  y <- sapply(own, mean); se <- sapply(own, function(v) sd(v) / sqrt(length(v)))
  fixed <- rma(y, sei = se, method = "FE")
  random <- rma(y, sei = se, method = "REML", test = "knha")
  list(y = unname(y), se = unname(se), fixed = c(fixed$beta, fixed$se, fixed$ci.lb, fixed$ci.ub),
    random = c(random$beta, random$se, random$ci.lb, random$ci.ub), tau2 = random$tau2, q = random$QE)
}
found <- list(perceived_comprehension = pooled(difference(comprehension)), trust = pooled(difference(of("trust_1"))))
write_json(found, "refs/pooled.json", digits = NA, auto_unbox = TRUE)
