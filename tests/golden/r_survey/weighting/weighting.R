# Weights and standard errors of R survey 4.1-1 (R 4.2.2): Rscript weighting.R, in this folder.
suppressMessages(library(survey))
data(api)
options(digits = 15)

counts <- function(name) data.frame(table(apipop[name]))
margins <- c("stype", "sch.wide", "comp.imp")
populations <- lapply(margins, counts)
totals <- function(formula) colSums(model.matrix(formula, apipop))
tight <- list(maxit = 500, epsilon = 1e-11)

adjust <- list(
  ps = function(d) postStratify(d, ~sch.wide, counts("sch.wide")),
  ps_joint = function(d) postStratify(d, ~stype + comp.imp, data.frame(table(apipop[c("stype", "comp.imp")]))),
  rake = function(d) rake(d, lapply(margins, reformulate), populations, control = tight),
  linear = function(d) calibrate(d, ~stype + api99, totals(~stype + api99)),
  linear_no_size = function(d) calibrate(d, ~api99 - 1, totals(~api99 - 1)),
  linear_size = function(d) calibrate(d, ~api99, totals(~api99)),
  raking = function(d) calibrate(d, ~stype + api99, totals(~stype + api99), calfun = "raking", epsilon = 1e-12),
  logit = function(d) calibrate(d, ~stype + api99, totals(~stype + api99), calfun = "logit", bounds = c(0.3, 3), epsilon = 1e-12),
  linear_bounds = function(d) calibrate(d, ~sch.wide + api99, totals(~sch.wide + api99), bounds = c(0.7, 2), epsilon = 1e-12),
  raking_bounds = function(d) calibrate(d, ~sch.wide + api99, totals(~sch.wide + api99), calfun = "raking", bounds = c(0.7, 2), epsilon = 1e-12),
  ps_linear = function(d) calibrate(postStratify(d, ~stype, counts("stype")), ~api99, totals(~api99)),
  rake_trim = function(d) trimWeights(adjust$rake(d), lower = 0.95 * min(weights(d)), upper = 1.25 * max(weights(d))),
  rake_trim_strict = function(d) trimWeights(adjust$rake(d), lower = 0.95 * min(weights(d)), upper = 1.25 * max(weights(d)), strict = TRUE)
)

designs <- list(
  clus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1),
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  clus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
)

errors <- function(design, case, d) {
  one <- function(statistic, variable, found) data.frame(design, case, statistic, variable, estimate = as.vector(coef(found)), se = as.vector(SE(found)))
  share <- svymean(~stype, d)
  rbind(
    one("mean", "api00", svymean(~api00, d)), one("mean", "meals", svymean(~meals, d)), one("total", "api00", svytotal(~api00, d)),
    one("ratio", "api.stu", svyratio(~api.stu, ~meals, d)), one("share", names(coef(share)), share)
  )
}

found <- list()
for (name in names(designs)) {
  d <- designs[[name]]
  fpc <- if (name == "clus2") c("snum", "fpc1", "fpc2") else "fpc"
  weights <- d$variables[c("stype", "dnum", fpc, "api00", "api99", "api.stu", "meals", "sch.wide", "comp.imp")]
  weights$base <- weights(d)
  for (case in names(adjust)) {
    made <- tryCatch(adjust[[case]](d), error = function(e) NULL)
    if (is.null(made)) { message(name, " ", case, ": none"); next }
    weights[[case]] <- weights(made)
    found[[paste(name, case)]] <- errors(name, case, made)
  }
  write.csv(format(weights, digits = 15, trim = TRUE), paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
}

# Jackknife replicates, recalibrated
replicated <- as.svrepdesign(designs$clus1)
for (case in c("ps", "rake", "linear", "raking", "logit")) {
  made <- adjust[[case]](replicated)
  w <- weights(made, "analysis")
  write.csv(format(as.data.frame(w), digits = 15, trim = TRUE), paste0("clus1_jk1_", case, ".csv"), row.names = FALSE, quote = FALSE)
  found[[paste("jk1", case)]] <- errors("clus1_jk1", case, made)
}
write.csv(format(do.call(rbind, found), digits = 15, trim = TRUE), "errors.csv", row.names = FALSE, quote = FALSE)
write.csv(data.frame(scale = replicated$scale, mse = replicated$mse), "clus1_jk1.csv", row.names = FALSE, quote = FALSE)
sizes <- do.call(rbind, lapply(margins, function(name) setNames(cbind(name, counts(name)), c("variable", "category", "count"))))
joint <- data.frame(table(apipop[c("stype", "comp.imp")]))
sizes <- rbind(sizes, data.frame(variable = "stype × comp.imp", category = paste(joint$stype, joint$comp.imp), count = joint$Freq))
write.csv(rbind(sizes, data.frame(variable = "api99", category = "", count = sum(apipop$api99))), "population.csv", row.names = FALSE, quote = FALSE)
