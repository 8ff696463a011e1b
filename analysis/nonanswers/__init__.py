"""What "I cannot answer" says: how often by respondent, what it leaves open of the others' answers, and who says it."""
