"""Means, totals, ratios, variances and quantiles of numbers."""
