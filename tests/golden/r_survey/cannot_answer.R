# Makes cannot_answer.csv: answers that schools could have given, on three bases, with worst-case bounds, and how many of
# three questions a school could not answer. -1 and -6: could not answer, -2: refused, -5: skipped, -3: not asked.
# Rscript cannot_answer.R
suppressMessages(library(survey))

coded <- function(data) {
  data$one <- 1
  data$first <- with(data, ifelse(meals < 20, 1, ifelse(meals < 45, 2, ifelse(meals < 65, -1, ifelse(meals < 75, -2, ifelse(meals < 82, -5, 1))))))
  data$second <- with(data, ifelse(api00 < 500, -6, ifelse(api00 < 600, -3, ifelse(api00 < 700, 1, 2))))
  data$third <- with(data, c(-1, -5, 1, 2, 2)[api99 %% 5 + 1])
  answers <- data[, c("first", "second", "third")]
  data$asked <- rowSums(answers != -3)
  data$skipped <- rowSums(answers == -5)
  data$refused <- rowSums(answers == -2)
  data$number <- rowSums(answers == -1 | answers == -6)
  data$rate <- with(data, ifelse(asked > skipped, number / (asked - skipped), NA))
  data
}
strat <- coded(read.csv("apistrat.csv"))
clus1 <- coded(read.csv("apiclus1.csv"))
jackknife <- read.csv("replicates/weights_clus1_jk1.csv")
designs <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat),
  clus1 = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus1),
  clus1_nofpc = svydesign(id = ~dnum, weights = ~pw, data = clus1),
  clus1_jk1 = svrepdesign(data = clus1, weights = ~pw, repweights = jackknife, type = "JK1", scale = 14 / 15, rscales = rep(1, 15), combined.weights = TRUE)
)

rows <- NULL
add <- function(design, question, category, stat, numbers)
  rows <<- rbind(rows, data.frame(design = design, question = question, category = category, stat = stat, estimate = numbers[1], se = numbers[2], low = numbers[3], high = numbers[4]))

# xlogit and logit are the same but for replicate weights, of which logit takes the logits of the replicates.
interval <- function(given, inside, level, df, method = "xlogit") {
  inside$variables$given <- given
  as.numeric(attr(svyciprop(~given, inside, method = method, level = level, df = df), "ci"))
}
share <- function(given, inside, df, method = "xlogit") {
  inside$variables$given <- given
  found <- svymean(~given, inside)
  c(as.numeric(coef(found)), as.numeric(SE(found)), interval(given, inside, 0.95, df, method))
}

for (name in names(designs)) {
  design <- designs[[name]]
  df <- degf(design)
  for (question in c("first", "second", "third")) {
    held <- design$variables[[question]]
    cannot <- c(-1, -6)
    bases <- list(asked = held != -3, answered = !(held %in% c(-3, -5)), opinion = held > 0, bounds = held > 0 | held %in% cannot)
    for (category in c(1, 2, -1, -6)) for (base in names(bases)) {
      inside <- subset(design, bases[[base]])
      answers <- inside$variables[[question]]
      if (!any(answers == category)) next
      if (base != "bounds") {
        add(name, question, category, base, share(as.numeric(answers == category), inside, df))
      } else if (category > 0) {
        least <- as.numeric(answers == category)
        most <- as.numeric(answers == category | answers %in% cannot)
        below <- share(least, inside, df)
        above <- share(most, inside, df)
        add(name, question, category, "least", below)
        add(name, question, category, "most", above)
        distance <- (above[1] - below[1]) / max(below[2], above[2])
        c95 <- uniroot(function(c) pt(c + distance, df) - pt(-c, df) - 0.95, c(0, 30), tol = 1e-15)$root
        level <- 2 * pt(c95, df) - 1
        add(name, question, category, "between", c(c95, NA, interval(least, inside, level, df)[1], interval(most, inside, level, df)[2]))
      }
    }
    inside <- subset(design, bases$answered)
    if (name != "clus1_jk1" && question != "second") { # a model with one factor fits the shares of its groups
      inside$variables$cannot <- as.numeric(inside$variables[[question]] %in% cannot)
      by <- svyby(~cannot, ~stype, inside, svymean, covmat = TRUE)
      for (group in c("H", "M")) {
        found <- svycontrast(by, setNames(list(setNames(c(1, -1), c(group, "E"))), "difference"))
        add(name, question, "", paste("effect of", group), c(as.numeric(coef(found)), as.numeric(SE(found)), NA, NA))
      }
    }
    add(name, question, "", "rate of the question", share(as.numeric(inside$variables[[question]] %in% cannot), inside, df))
  }
  method <- if (name == "clus1_jk1") "logit" else "xlogit"
  answered <- subset(design, asked > skipped)
  for (count in 0:3) if (any(answered$variables$number == count)) add(name, "", count, "distribution", share(as.numeric(answered$variables$number == count), answered, df, method))
  add(name, "", "", "any", share(as.numeric(answered$variables$number > 0), answered, df, method))
  with_all <- with(answered$variables, as.numeric(number == asked - skipped))
  add(name, "", "", "all", share(with_all, answered, df, method))
  add(name, "", "", "rate", share(answered$variables$rate, answered, df))
  add(name, "", "", "number", c(3, 3, 3, 3) * share(answered$variables$number / 3, answered, df))
  was_asked <- subset(design, asked > 0)
  for (stat in c("asked", "refused", "skipped")) add(name, "", "", stat, c(3, 3, 3, 3) * share(was_asked$variables[[stat]] / 3, was_asked, df))
}
for (column in c("estimate", "se", "low", "high")) rows[[column]] <- format(rows[[column]], digits = 15, trim = TRUE)
write.csv(rows, "cannot_answer.csv", row.names = FALSE)
