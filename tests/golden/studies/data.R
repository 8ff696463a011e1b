set.seed(20231107)
n <- 240
d <- data.frame(stratum=rep(c("a","b","c"), each=80), psu=rep(1:24, each=10))
d$w <- round(runif(n, .5, 3), 2)
d$arm <- sample(c("short","long"), n, TRUE)
base <- rbinom(n,1,.9)+rbinom(n,1,.45)+rbinom(n,1,.4)+rbinom(n,1,.3)
z <- rbinom(n,1,.35)
d$y <- pmax(0, base + ifelse(d$arm=="long", z - rbinom(n,1,.3), 0))
d$y[sample(n, 9)] <- NA
d$direct <- ifelse(z==1 & runif(n)<.7, 1, 2)
d$direct[sample(n, 5)] <- NA
d$g <- sample(1:2, n, TRUE)
d$vote <- sample(c(1,2,-1), n, TRUE, c(.5,.3,.2))
base2 <- rbinom(n,1,.85)+rbinom(n,1,.5)+rbinom(n,1,.45)+rbinom(n,1,.3)
d$y2 <- base2 + ifelse(d$arm=="short", z, 0)
write.csv(d, "list_experiment.csv", row.names=FALSE, na="")
