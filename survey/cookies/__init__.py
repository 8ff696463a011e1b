"""What a browser carries: the visit of a respondent, the session of an account."""
