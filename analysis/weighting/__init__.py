"""Weights that meet what is known of the population: raking, post-stratification, calibration, trimming."""
