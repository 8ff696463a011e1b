"""Confidence intervals, one at a time and all at once, and several tests at once."""
