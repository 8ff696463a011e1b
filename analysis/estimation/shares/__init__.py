"""Shares of respondents: of one question, of many, of sets of choices."""
