# List experiments with R 4.2.2, survey 4.1, quadprog 1.5-8, mvtnorm 1.1-3, on list_experiment.csv (made with seed 20231107).
# The differences are contrasts of domain means (svyby, svycontrast) and coefficients of svyglm; the test of Blair and Imai
# (2012) is a quadratic programme, and the weights of its mixture of chi-squares are drawn.
suppressMessages(library(survey)); library(quadprog); library(mvtnorm)
d <- read.csv("list_experiment.csv")
designs <- list(srs = svydesign(ids = ~1, weights = ~1, data = d),
                weighted = svydesign(ids = ~1, weights = ~w, data = d),
                clustered = svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = d))
designs$jkn <- as.svrepdesign(designs$clustered, type = "JKn")
out <- list()
add <- function(design, what, value) out[[length(out) + 1]] <<- data.frame(design = design, what = what, value = unname(value))
for (name in names(designs)) {
  s <- designs[[name]]
  df <- degf(s)
  s <- update(s, yl = ifelse(arm == "long", y, NA), ys = ifelse(arm == "short", y, NA), d1 = as.numeric(direct == 1),
              y2l = ifelse(arm == "short", y2, NA), y2s = ifelse(arm == "long", y2, NA))
  long <- svyby(~y, ~arm, subset(s, !is.na(y)), svymean, covmat = TRUE)
  tau <- svycontrast(long, c(long = 1, short = -1))
  add(name, "df", df); add(name, "prevalence", coef(tau)); add(name, "se", SE(tau))
  if (name != "jkn") { fit <- svyglm(y ~ arm, design = subset(s, !is.na(y)))
  add(name, "glm", -coef(fit)[["armshort"]]); add(name, "glm_se", SE(fit)[["armshort"]]) }
  # Means of several variables, each of who has it, from their influences: a ratio of totals each.
  totals <- svytotal(~I(ifelse(is.na(yl), 0, yl)) + I(as.numeric(!is.na(yl))) + I(ifelse(is.na(ys), 0, ys)) + I(as.numeric(!is.na(ys))) +
                     I(ifelse(is.na(d1), 0, d1)) + I(as.numeric(!is.na(d1))) + I(ifelse(is.na(y2l), 0, y2l)) + I(as.numeric(!is.na(y2l))) +
                     I(ifelse(is.na(y2s), 0, y2s)) + I(as.numeric(!is.na(y2s))), s, return.replicates = TRUE)
  if (inherits(s, "svyrep.design")) {
    gap <- withReplicates(s, function(weights, data) with(data, {
      m <- function(x) sum(weights[!is.na(x)] * x[!is.na(x)]) / sum(weights[!is.na(x)]); c(m(yl) - m(ys) - m(d1), (m(yl) - m(ys) + m(y2l) - m(y2s)) / 2) }))
    add(name, "gap", coef(gap)[1]); add(name, "gap_se", sqrt(diag(vcov(gap)))[1]); add(name, "both", coef(gap)[2]); add(name, "both_se", sqrt(diag(vcov(gap)))[2])
  } else {
    names(totals) <- paste0("t", 1:10); dimnames(attr(totals, "var")) <- NULL; attr(totals, "names") <- paste0("t", 1:10)
    dimnames(attr(totals, "var")) <- list(names(totals), names(totals))
    gap <- svycontrast(totals, quote(t1 / t2 - t3 / t4 - t5 / t6)); both <- svycontrast(totals, quote((t1 / t2 - t3 / t4 + t7 / t8 - t9 / t10) / 2))
    add(name, "gap", coef(gap)); add(name, "gap_se", SE(gap)); add(name, "both", coef(both)); add(name, "both_se", SE(both))
  }
  # Split ballot of the vote by arm.
  for (v in c(1, 2, -1)) {
    sv <- svyby(as.formula(paste0("~I(as.numeric(vote == ", v, "))")), ~arm, s, svymean, covmat = TRUE)
    dif <- svycontrast(sv, c(long = 1, short = -1))
    add(name, paste0("vote_", v), coef(dif)); add(name, paste0("vote_", v, "_se"), SE(dif))
    add(name, paste0("vote_", v, "_p"), 2 * pt(-abs(coef(dif) / SE(dif)), df))
  }
  if (name != "srs") add(name, "independence_p", svychisq(~vote + arm, s)$p.value)
  # Types and the test.
    if (name == "jkn") next
  # Shares as ratios of totals, by the delta method.
  of <- function(arm, y) { x <- as.numeric(d$arm == arm & !is.na(d$y) & (is.null(y) | d$y %in% y)); x }
  X <- cbind(sapply(0:5, function(y) of("long", y)), sapply(0:4, function(y) of("short", y)),
             as.numeric(d$arm == "long" & !is.na(d$y)), as.numeric(d$arm == "short" & !is.na(d$y)))
  colnames(X) <- paste0("x", 1:13)
  k <- designs[[name]]; k$variables <- cbind(k$variables, X)
  total <- svytotal(as.formula(paste("~", paste(colnames(X), collapse = "+"))), k)
  t <- coef(total); base <- c(rep(t[12], 6), rep(t[13], 5)); p <- t[1:11] / base
  D <- matrix(0, 11, 13); for (i in 1:11) { D[i, i] <- 1 / base[i]; D[i, if (i <= 6) 12 else 13] <- -p[i] / base[i] }
  V <- D %*% vcov(total) %*% base::t(D)
  A <- matrix(0, 10, 11)
  for (y in 0:4) { A[y + 1, 6 + 0:y + 1] <- 1; A[y + 1, 0:y + 1] <- -1; A[6 + y, 0:y + 1] <- 1; if (y > 0) A[6 + y, 6 + 1:y] <- -1 }
  pi <- A %*% p; S <- A %*% V %*% base::t(A)
  for (y in 0:4) { add(name, paste0("type_1_", y), pi[y + 1]); add(name, paste0("type_1_", y, "_se"), sqrt(max(S[y + 1, y + 1], 0)))
                   add(name, paste0("type_0_", y), pi[6 + y]); add(name, paste0("type_0_", y, "_se"), sqrt(max(S[6 + y, 6 + y], 0))) }
  n <- sum(!is.na(d$y))
  for (z in 1:0) {
    at <- if (z == 1) 1:4 else 7:10
    e <- pi[at]; C <- S[at, at]; near <- e / sqrt(diag(C)) <= sqrt(log(n)); e <- e[near]; C <- C[near, near, drop = FALSE]
    if (all(e >= 0)) { add(name, paste0("lambda_", z), 0); add(name, paste0("p_", z), 1); next }
    I <- solve(C); q <- solve.QP(I, I %*% e, diag(length(e)), rep(0, length(e)))
    lambda <- 2 * q$value + base::t(e) %*% I %*% e
    set.seed(1); draws <- rmvnorm(40000, sigma = C)
    above <- apply(draws, 1, function(x) sum(solve.QP(I, I %*% x, diag(length(x)), rep(0, length(x)))$solution > 1e-10))
    weights <- tabulate(above + 1, length(e) + 1) / length(above)
    add(name, paste0("lambda_", z), lambda)
    add(name, paste0("p_", z), sum(weights * c(pchisq(lambda, length(e):1, lower.tail = FALSE), 0)))
  }
}
f <- sapply(c(1, 2, -1), function(v) fisher.test(table(d$vote == v, d$arm))$p.value)
add("srs", paste0("fisher_", c(1, 2, -1)), f); add("srs", "chisq_p", chisq.test(table(d$vote, d$arm), correct = FALSE)$p.value)
add("srs", "binomial_p", binom.test(table(d$arm)[["long"]], nrow(d))$p.value)
o <- do.call(rbind, out); o$value <- signif(o$value, 12)
write.csv(o, "list_experiment_r.csv", row.names = FALSE)
