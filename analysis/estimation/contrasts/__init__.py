"""Differences and other contrasts of estimates, with their full covariance."""
