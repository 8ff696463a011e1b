"""Made-up respondents, to try a survey before it is fielded."""
