# Makes contrasts_more.csv, variances.csv and choices.csv: Rscript contrasts_more.R (R 4.2.2, survey 4.1-1), from this folder.
suppressMessages(library(survey))
data(api)
digits <- function(x) format(as.numeric(x), digits = 15, trim = TRUE)

designs <- list(
  srs = svydesign(id = ~1, fpc = ~fpc, data = apisrs),
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  clus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1),
  clus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
)
designs$strat_jkn <- as.svrepdesign(designs$strat, type = "JKn")
designs$clus1_jk1 <- as.svrepdesign(designs$clus1, type = "JK1")

rows <- NULL
add <- function(design, statistic, contrast, found, df) {
  rows <<- rbind(rows, data.frame(design = design, statistic = statistic, contrast = contrast, estimate = digits(coef(found)[1]),
                                  se = digits(sqrt(diag(as.matrix(vcov(found))))[1]), degf = df))
}
plain <- list("E-H" = c(E = 1, H = -1, M = 0), "E-M" = c(E = 1, H = 0, M = -1), "H-M" = c(E = 0, H = 1, M = -1),
              "rest" = c(E = 1, H = -0.5, M = -0.5))
for (name in names(designs)) {
  d <- designs[[name]]
  df <- degf(d)
  by_type <- list(
    mean = svyby(~api00, ~stype, d, svymean, covmat = TRUE),
    total = svyby(~api00, ~stype, d, svytotal, covmat = TRUE),
    share = svyby(~as.numeric(awards == "Yes"), ~stype, d, svymean, covmat = TRUE),
    ratio = svyby(~api.stu, ~stype, denominator = ~api99, d, svyratio, covmat = TRUE)
  )
  for (statistic in names(by_type)) {
    for (contrast in names(plain)) add(name, statistic, contrast, svycontrast(by_type[[statistic]], list(plain[[contrast]])), df)
    of <- by_type[[statistic]]
    if (!inherits(d, "svyrep.design")) {
      add(name, statistic, "log E/H", svycontrast(of, quote(log(E / H))), df)
      add(name, statistic, "E/H", svycontrast(of, quote(E / H)), df)
    }
  }
  types <- svymean(~stype, d)
  if (name != "strat" && name != "strat_jkn") {
    add(name, "categories", "E-H", svycontrast(types, list(c(1, -1, 0))), df)
    add(name, "categories", "H-M", svycontrast(types, list(c(0, 1, -1))), df)
  }
  items <- svymean(~api00 + api99, d)
  add(name, "questions", "api00-api99", svycontrast(items, list(c(1, -1))), df)
  yes <- svymean(~as.numeric(awards == "Yes") + as.numeric(sch.wide == "Yes"), d)
  add(name, "questions share", "awards-sch.wide", svycontrast(yes, list(c(1, -1))), df)
}
write.csv(rows, "contrasts_more.csv", row.names = FALSE, quote = FALSE)

designs$clus1_ps <- postStratify(designs$clus1, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)))
rows <- NULL
for (name in names(designs)) {
  for (variable in c("api00", "enroll")) {
    found <- svyby(as.formula(paste0("~", variable)), ~stype, designs[[name]], svyvar, na.rm = TRUE)
    rows <- rbind(rows, data.frame(design = name, variable = variable, group = found$stype, estimate = digits(found[[2]]),
                                   se = digits(SE(found))))
  }
}
write.csv(rows, "variances.csv", row.names = FALSE, quote = FALSE)

# Three choices a school may have made: sch.wide, comp.imp and awards. Shares of choices, and of those who made the first.
rows <- NULL
for (name in setdiff(names(designs), "clus2")) {
  d <- update(designs[[name]], a = as.numeric(sch.wide == "Yes"), b = as.numeric(comp.imp == "Yes"), c = as.numeric(awards == "Yes"))
  d <- update(d, made = a + b + c, both = b * c)
  for (choice in c("a", "b", "c")) {
    found <- svyratio(as.formula(paste0("~", choice)), ~made, d)
    rows <- rbind(rows, data.frame(design = name, what = "answers", choice = choice, estimate = digits(coef(found)), se = digits(SE(found))))
  }
  found <- svymean(~both, d)
  rows <- rbind(rows, data.frame(design = name, what = "both", choice = "bc", estimate = digits(coef(found)), se = digits(SE(found))))
  found <- svymean(~c, subset(d, b == 1))
  rows <- rbind(rows, data.frame(design = name, what = "first", choice = "bc", estimate = digits(coef(found)), se = digits(SE(found))))
}
write.csv(rows, "choices.csv", row.names = FALSE, quote = FALSE)
