"""What a questionnaire is, which questions apply, what an answer may be, and how a response becomes a row."""
