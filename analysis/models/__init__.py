"""Models of answers: regressions with the covariance of the design, and the reliability of a scale."""
