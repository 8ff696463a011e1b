# Makes designs.csv and apiclus2.csv: estimates of two-stage designs and of strata with one unit, under each rule.
# Rscript designs.R
suppressMessages(library(survey))
data(api)

rows <- NULL
add <- function(design, stat, variable, level, estimate, se, df)
  rows <<- rbind(rows, data.frame(design = design, stat = stat, variable = variable, level = level,
                                  estimate = format(estimate, digits = 15), se = format(se, digits = 15), degf = df))

estimates <- function(name, design) {
  df <- degf(design)
  for (variable in c("api00", "enroll")) {
    of <- as.formula(paste0("~", variable))
    found <- svymean(of, design, na.rm = TRUE)
    add(name, "mean", variable, "", coef(found)[1], SE(found)[1], df)
    found <- svytotal(of, design, na.rm = TRUE)
    add(name, "total", variable, "", coef(found)[1], SE(found)[1], df)
  }
  found <- svymean(~stype, design)
  for (i in 1:3) add(name, "share", "stype", sub("stype", "", names(coef(found))[i]), coef(found)[i], sqrt(diag(vcov(found)))[i], df)
  found <- svyratio(~api.stu, ~enroll, design, na.rm = TRUE)
  add(name, "ratio", "api.stu/enroll", "", as.numeric(coef(found)), as.numeric(SE(found)), df)
  found <- svyby(~api00, ~stype, design, svymean)
  for (i in seq_len(nrow(found))) add(name, "mean by stype", "api00", as.character(found$stype[i]), found$api00[i], SE(found)[i], df)
  found <- svyby(~awards, ~stype, design, svymean)
  for (i in seq_len(nrow(found))) add(name, "share by stype", "awards=Yes", as.character(found$stype[i]), found$awardsYes[i], SE(found)[[2]][i], df)
  for (statistic in c("F", "Chisq", "Wald", "adjWald")) {
    found <- svychisq(~stype + awards, design, statistic = statistic)
    add(name, paste("test", statistic), "stype+awards", "", as.numeric(found$statistic), as.numeric(found$p.value), df)
  }
}

schools <- apiclus2
schools$fpc3 <- schools$fpc2 + 5 # so that no district is taken whole, and ten have one school
schools$region <- ifelse(schools$dnum == schools$dnum[1], "a", ifelse(schools$dnum < 400, "b", "c")) # a has one district

estimates("clus2", svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = schools))
for (rule in c("certainty", "adjust")) {
  options(survey.lonely.psu = rule)
  estimates(paste0("clus2_single_", rule), svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc3, data = schools))
}
for (rule in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  estimates(paste0("clus2_region_", rule), svydesign(id = ~dnum + snum, strata = ~region, fpc = ~fpc1 + fpc2, data = schools))
  estimates(paste0("clus2_region_wr_", rule), svydesign(id = ~dnum, strata = ~region, weights = ~pw, data = schools))
}

write.csv(rows, "designs.csv", row.names = FALSE)
write.csv(schools[, c("dnum", "snum", "region", "stype", "api00", "api99", "enroll", "api.stu", "awards", "sch.wide", "fpc1", "fpc2", "fpc3", "pw")],
          "apiclus2.csv", row.names = FALSE)
