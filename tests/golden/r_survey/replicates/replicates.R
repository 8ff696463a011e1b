# Makes the files of this folder: Rscript replicates.R (R 4.2.2, survey 4.1-1), from this folder.
suppressMessages(library(survey))
data(api)
data(scd)
digits <- function(x) format(x, digits = 15, trim = TRUE)
write <- function(table, name) write.csv(table, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)

mixed <- apistrat[c(1, 150, 101, 2, 151, 102, 152, 3, 103, 4, 153, 104, 154, 5, 105, 6, 155, 7, 8), ]
mixed$fpc <- c(E = 40, H = 6, M = 20)[as.character(mixed$stype)]
pairs <- apistrat[seq(2, 148, by = 3)[1:48], ]
pairs$pair <- rep(1:24, each = 2)
pairs$unit <- 1:48
keep <- c("api00", "enroll", "api.stu")
write(mixed[c("stype", "sch.wide", keep, "pw", "fpc")], "mixed")
write(pairs[c("sch.wide", "pair", "unit", keep, "pw")], "pairs")
write(apiclus2[c("sch.wide", "dnum", "snum", keep, "fpc1", "fpc2", "pw")], "clus2")
write(scd, "scd")

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus1 <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
clus2 <- svydesign(id = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = apiclus2)
small <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = mixed)
paired <- svydesign(id = ~unit, strata = ~pair, weights = ~pw, data = pairs)
ambulances <- svydesign(id = ~ambulance, strata = ~ESA, prob = ~1, data = scd, nest = TRUE)

set.seed(20261122)
designs <- list(
  strat_jkn = function(mse) as.svrepdesign(strat, type = "JKn", mse = mse),
  mixed_jkn = function(mse) as.svrepdesign(small, type = "JKn", mse = mse),
  clus1_jk1 = function(mse) as.svrepdesign(clus1, type = "JK1", mse = mse),
  clus2_jk1 = function(mse) as.svrepdesign(clus2, type = "JK1", mse = mse),
  pairs_brr = function(mse) as.svrepdesign(paired, type = "BRR", mse = mse),
  pairs_fay = function(mse) as.svrepdesign(paired, type = "Fay", fay.rho = 0.3, mse = mse),
  scd_brr = function(mse) as.svrepdesign(ambulances, type = "BRR", mse = mse),
  scd_fay = function(mse) as.svrepdesign(ambulances, type = "Fay", fay.rho = 0.3, mse = mse),
  scd_jkn = function(mse) as.svrepdesign(ambulances, type = "JKn", mse = mse),
  clus1_boot = function(mse) as.svrepdesign(clus1, type = "bootstrap", replicates = 30, mse = mse),
  clus1_subboot = function(mse) as.svrepdesign(clus1, type = "subbootstrap", replicates = 30, mse = mse)
)

estimates <- function(design, name, mse) {
  one <- function(stat, variable, x) {
    data.frame(design = name, mse = mse, stat = stat, variable = variable, estimate = digits(coef(x)[[1]]), se = digits(SE(x)[[1]]),
               degf = degf(design))
  }
  if (startsWith(name, "scd")) {
    return(rbind(one("mean", "alive", svymean(~alive, design)), one("total", "alive", svytotal(~alive, design)),
                 one("ratio", "alive/arrests", svyratio(~alive, ~arrests, design))))
  }
  rbind(one("mean", "api00", svymean(~api00, design)), one("mean", "enroll", svymean(~enroll, design, na.rm = TRUE)),
        one("total", "api00", svytotal(~api00, design)), one("total", "enroll", svytotal(~enroll, design, na.rm = TRUE)),
        one("ratio", "api.stu/enroll", svyratio(~api.stu, ~enroll, design, na.rm = TRUE)),
        one("variance", "api00", svyvar(~api00, design)),
        one("share", "sch.wide", svymean(~as.numeric(sch.wide == "Yes"), design)))
}

median_of <- function(design, name, mse) {
  one <- svyquantile(~api00, design, 0.5, interval.type = "mean")$api00
  data.frame(design = name, mse = mse, estimate = digits(one[1, 1]), low = digits(one[1, 2]), high = digits(one[1, 3]))
}

found <- scales <- medians <- list()
for (name in names(designs)) {
  seed <- .Random.seed
  for (mse in c(FALSE, TRUE)) {
    .Random.seed <- seed
    design <- designs[[name]](mse)
    found[[length(found) + 1]] <- estimates(design, name, mse)
    if (!startsWith(name, "scd")) medians[[length(medians) + 1]] <- median_of(design, name, mse)
  }
  analysis <- weights(design, "analysis")
  scales[[name]] <- data.frame(design = name, replicate = seq_len(ncol(analysis)), scale = digits(design$scale),
                               rscale = digits(rep_len(design$rscales, ncol(analysis))))
  if (name != "strat_jkn") {
    colnames(analysis) <- paste0("replicate_", seq_len(ncol(analysis)))
    write(apply(analysis, 2, digits), paste0("weights_", name))
  }
}
write(do.call(rbind, found), "estimates")
write(do.call(rbind, medians), "medians")
write(do.call(rbind, scales), "scales")

# Each replicate calibrated like the sample.
jackknife <- as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), type = "JK1")
types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
fitted <- list(
  poststratify = postStratify(jackknife, ~stype, types),
  rake = rake(jackknife, list(~stype, ~sch.wide), list(types, wide), control = list(epsilon = 1e-11, maxit = 500)),
  calibrate = calibrate(jackknife, ~stype + api.stu, c(`(Intercept)` = 6194, stypeH = 755, stypeM = 1018, api.stu = 3014069))
)
write(do.call(rbind, lapply(names(fitted), function(name) {
  found <- svymean(~api00, fitted[[name]])
  data.frame(method = name, estimate = digits(coef(found)[[1]]), se = digits(SE(found)[[1]]))
})), "calibrated")

# Replicates in which a domain has no weight: those of one county, of one or two school districts.
county <- suppressWarnings(svyby(~api00, ~cnum, designs$clus1_jk1(FALSE), svymean))
county_mse <- suppressWarnings(svyby(~api00, ~cnum, designs$clus1_jk1(TRUE), svymean))
write(data.frame(cnum = county$cnum, estimate = digits(county$api00), se = digits(county$se), se_mse = digits(county_mse$se)), "counties")
write(apiclus1[c("dnum", "cnum", "api00", "pw", "fpc")], "clus1_counties")
