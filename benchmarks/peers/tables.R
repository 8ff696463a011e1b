# Seconds that R's survey takes: shares of some questions, one table with its test, raking.
# Rscript tables.R FOLDER ROWS QUESTIONS
suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
rows <- as.integer(arguments[2])
questions <- strsplit(arguments[3], ",")[[1]]
raked <- paste0("b", 0:4)
column <- function(name) readBin(file.path(folder, paste0(name, ".bin")), "double", n = rows)
names <- unique(c("weight", "psu", "stratum", questions, raked))
data <- as.data.frame(lapply(setNames(names, names), column))
for (name in c(questions, raked)) data[[name]] <- factor(data[[name]])

seconds <- function(expression) system.time(expression)[["elapsed"]]
cat("version", as.character(packageVersion("survey")), "\n")
made <- seconds(design <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = data, nest = TRUE))
each <- seconds(
  for (question in questions) confint(svymean(as.formula(paste0("~", question)), design), df = degf(design))
) / length(questions)
cat("A", made + each * 50, length(questions), "of 50 questions\n")
b <- seconds({
  svyby(as.formula(paste0("~", questions[1])), ~b0, design, svymean, vartype = c("se", "ci"))
  svychisq(as.formula(paste0("~", questions[2], "+b2")), design, statistic = "F")
})
cat("B", b * 300, "1 of 300 tables\n")
flat <- svydesign(id = ~1, weights = ~weight, data = data)
population <- lapply(raked, function(name) {
  sizes <- seq_along(levels(data[[name]])) + 9
  setNames(data.frame(factor(levels(data[[name]])), 10 * rows * sizes / sum(sizes)), c(name, "Freq"))
})
c <- seconds(rake(flat, lapply(raked, function(name) as.formula(paste0("~", name))), population,
                  control = list(maxit = 100, epsilon = 1e-10)))
cat("C", c, "whole\n")
