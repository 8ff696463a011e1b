# Makes quantiles_more.csv and quantiles_score.csv: Rscript quantiles.R (R 4.2.2, survey 4.1-1), from this folder.
suppressMessages(library(survey))
data(api)
digits <- function(x) format(x, digits = 15, trim = TRUE)
schools <- read.csv("apiclus2.csv")
apisrs$one <- 1

taylor <- list(
  srs_unit = svydesign(id = ~1, weights = ~one, fpc = ~fpc, data = apisrs),
  strat_nofpc = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat),
  clus1_nofpc = svydesign(id = ~dnum, weights = ~pw, data = apiclus1),
  clus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = schools)
)
replicated <- function(name, type, data, ...) {
  weights <- read.csv(paste0("replicates/weights_", name, ".csv"))
  svrepdesign(weights = ~pw, repweights = as.matrix(weights), type = type, combined.weights = TRUE, data = data, ...)
}
pairs <- read.csv("replicates/pairs.csv")
replicates <- list(
  clus1_boot = replicated("clus1_boot", "bootstrap", apiclus1, scale = 1 / 29, rscales = rep(1, 30), mse = FALSE),
  clus1_boot_mse = replicated("clus1_boot", "bootstrap", apiclus1, scale = 1 / 29, rscales = rep(1, 30), mse = TRUE),
  clus1_jk1 = replicated("clus1_jk1", "JK1", apiclus1, scale = 14 / 15, rscales = rep(1, 15), mse = FALSE),
  pairs_brr = replicated("pairs_brr", "BRR", pairs, mse = FALSE),
  pairs_fay = replicated("pairs_fay", "Fay", pairs, rho = 0.3, mse = FALSE)
)

quantiles <- function(name, design, types, rules, variables) {
  rows <- NULL
  probs <- c(0.1, 0.25, 0.33, 0.5, 0.75, 0.9)
  for (variable in variables) for (type in types) for (rule in rules) for (level in c(0.95, 0.9)) {
    found <- svyquantile(as.formula(paste0("~", variable)), design, probs, alpha = 1 - level, interval.type = type, qrule = rule,
                         na.rm = TRUE, df = degf(design))[[1]]
    rows <- rbind(rows, data.frame(design = name, variable = variable, qrule = rule, interval_type = type, level = level, p = probs,
                                   quantile = digits(found[, 1]), ci_low = digits(found[, 2]), ci_high = digits(found[, 3]),
                                   se = digits(found[, 4]), degf = degf(design)))
  }
  rows
}

rules <- c("math", "school", "hf7")
rows <- NULL
for (name in names(taylor)) {
  rows <- rbind(rows, quantiles(name, taylor[[name]], c("mean", "beta", "xlogit", "asin"), rules, c("api00", "enroll")))
}
for (name in names(replicates)) {
  rows <- rbind(rows, quantiles(name, replicates[[name]], c("mean", "quantile"), rules, "api00"))
}
write.csv(rows, "quantiles_more.csv", row.names = FALSE, quote = FALSE)

# The score interval by the function that was there before survey 4.1: the new one takes the weights twice.
taylor$srs <- svydesign(id = ~1, fpc = ~fpc, data = apisrs)
taylor$strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
taylor$clus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
rows <- NULL
for (name in names(taylor)) for (variable in c("api00", "enroll")) for (level in c(0.95, 0.9)) for (p in c(0.1, 0.25, 0.5, 0.75, 0.9)) {
  design <- taylor[[name]]
  found <- oldsvyquantile(as.formula(paste0("~", variable)), design, p, alpha = 1 - level, ci = TRUE, interval.type = "score",
                          na.rm = TRUE, df = degf(design))
  rows <- rbind(rows, data.frame(design = name, variable = variable, level = level, p = p, ci_low = digits(found$CIs[1]),
                                 ci_high = digits(found$CIs[2])))
}
write.csv(rows, "quantiles_score.csv", row.names = FALSE, quote = FALSE)
