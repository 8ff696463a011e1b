# Makes the numbers that the models are compared with, and the samples they are fitted to.
# Rscript models.R
suppressMessages(library(survey))
data(api)

digits <- function(x) format(x, digits = 15, trim = TRUE)

kept <- c("dnum", "snum", "stype", "api00", "api99", "ell", "meals", "mobility", "not.hsg", "awards", "sch.wide", "band", "fpc", "fpc1", "fpc2", "pw")
banded <- function(data) {
  data$band <- cut(data$api00, c(0, 550, 650, 750, 1000), labels = FALSE) # four bands of the index, 1 the lowest
  data[, intersect(kept, names(data))]
}
apistrat <- banded(apistrat)
apiclus1 <- banded(apiclus1)
apiclus2 <- banded(apiclus2)
for (name in c("apistrat", "apiclus1", "apiclus2")) write.csv(get(name), paste0(sub("api", "", name), ".csv"), row.names = FALSE)

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus2 <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
designs <- list(
  strat = strat, clus1 = clus1, clus2 = clus2,
  strat_nofpc = svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat),
  clus1_ps = postStratify(clus1, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))),
  clus1_linear = calibrate(clus1, ~stype + api99, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069)),
  clus1_rake = rake(clus1, list(~stype, ~sch.wide), list(
    data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)),
    data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))), control = list(maxit = 200, epsilon = 1e-12)),
  clus1_jk1 = as.svrepdesign(clus1, type = "JK1"), strat_jkn = as.svrepdesign(strat, type = "JKn")
)

# R's standard errors have the weights of the iteration before the last: fitted again from the solution they are exact.
tight <- glm.control(epsilon = 1e-14, maxit = 100)
logistic <- function(formula, d) {
  first <- do.call(svyglm, list(formula, d, family = quasibinomial(), control = tight))
  do.call(svyglm, list(formula, d, family = quasibinomial(), control = tight, start = coef(first)))
}

# Linear and quasi-binomial ------------------------------------------------------------------------------------------
rows <- NULL
add <- function(name, model, fit) {
  found <- suppressWarnings(coef(summary(fit)))
  rows <<- rbind(rows, data.frame(
    design = name, model = model, term = rownames(found), estimate = digits(found[, 1]), se = digits(found[, 2]),
    t = digits(found[, 3]), p = digits(found[, 4]), df = fit$df.residual, row.names = NULL))
}
for (name in names(designs)) {
  d <- designs[[name]]
  add(name, "linear api00~ell+meals+mobility", svyglm(api00 ~ ell + meals + mobility, d))
  add(name, "linear api00~stype+meals", svyglm(api00 ~ stype + meals, d))
  add(name, "linear api00~1", svyglm(api00 ~ 1, d))
  add(name, "linear api00~meals where sch.wide=Yes", svyglm(api00 ~ meals, subset(d, sch.wide == "Yes")))
  add(name, "quasibinomial awards~ell+meals+stype", logistic(I(awards == "Yes") ~ ell + meals + stype, d))
  add(name, "quasibinomial awards~mobility where stype=E", logistic(I(awards == "Yes") ~ mobility, subset(d, stype == "E")))
}
write.csv(rows, "regressions.csv", row.names = FALSE)

# Proportional odds --------------------------------------------------------------------------------------------------
rows <- NULL
for (name in setdiff(names(designs), c("clus1_jk1", "strat_jkn"))) { # whose replicates svyolr does not fit tightly
  d <- designs[[name]]
  d <- update(d, band = factor(band))
  fit <- svyolr(band ~ meals + stype, d, control = list(reltol = 1e-16, maxit = 1000, ndeps = rep(1e-5, 6)))
  found <- c(fit$coefficients, fit$zeta)
  rows <- rbind(rows, data.frame(design = name, term = names(found), estimate = digits(found), se = digits(sqrt(diag(vcov(fit)))), df = fit$df.residual))
}
write.csv(rows, "ordinal.csv", row.names = FALSE)

# Average effects: predictive margins with only the coefficients uncertain, and numerical derivatives --------------------
rows <- NULL
for (name in c("strat", "clus1", "clus2")) {
  d <- designs[[name]]
  rest <- svyglm(I(awards == "Yes") ~ ell + meals, d, family = quasibinomial(), control = tight)
  margins <- svypredmeans(rest, ~stype)
  conditional <- attr(vcov(margins), "parts")[[1]]
  dimnames(conditional) <- dimnames(vcov(margins))
  for (category in c("H", "M")) {
    contrast <- (names(coef(margins)) == category) - (names(coef(margins)) == "E")
    rows <- rbind(rows, data.frame(design = name, term = paste0("stype", category), effect = digits(sum(contrast * coef(margins))),
                                   se = digits(sqrt(drop(contrast %*% conditional %*% contrast)))))
  }
  full <- logistic(I(awards == "Yes") ~ ell + meals + stype, d)
  x <- model.matrix(full)
  w <- weights(d, "sampling")
  for (variable in c("ell", "meals")) {
    effect <- function(b) sum(w * dlogis(drop(x %*% b))) * b[[variable]] / sum(w)
    b <- coef(full)
    gradient <- sapply(seq_along(b), function(i) {
      step <- replace(0 * b, i, 1e-4 * max(abs(b[i]), 1e-2))
      (8 * (effect(b + step) - effect(b - step)) - (effect(b + 2 * step) - effect(b - 2 * step))) / (12 * sum(step))
    })
    rows <- rbind(rows, data.frame(design = name, term = variable, effect = digits(effect(b)), se = digits(sqrt(drop(gradient %*% vcov(full) %*% gradient)))))
  }
}
write.csv(rows, "effects.csv", row.names = FALSE)

# Cronbach's alpha: the package gives no error; that of a linearised ratio, or of the replicates ----------------------------
items <- c("ell", "mobility", "meals", "not.hsg")
of <- ~ell + mobility + meals + not.hsg
k <- length(items)
rows <- NULL
for (name in names(designs)) {
  d <- designs[[name]]
  alpha <- as.numeric(svycralpha(of, d))
  if (inherits(d, "svyrep.design")) {
    statistic <- function(w, data) {
      x <- as.matrix(data[, items])
      s <- cov.wt(x, w / sum(w), method = "ML")$cov
      k / (k - 1) * (1 - sum(diag(s)) / sum(s))
    }
    se <- SE(withReplicates(d, statistic))
  } else {
    x <- as.matrix(d$variables[, items])
    x <- sweep(x, 2, coef(svymean(of, d)))
    d <- update(d, each = rowSums(x^2), together = rowSums(x)^2)
    se <- k / (k - 1) * SE(svyratio(~each, ~together, d))
  }
  rows <- rbind(rows, data.frame(design = name, alpha = digits(alpha), se = digits(as.numeric(se)), df = degf(designs[[name]])))
}
write.csv(rows, "alpha.csv", row.names = FALSE)
