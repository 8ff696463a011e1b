"""What each family of question kinds does with an answer: parse it from a form, and check it."""
