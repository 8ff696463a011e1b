"""From rows to estimates: design → totals → variance → estimate, each step a pure function."""
