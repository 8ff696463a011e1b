"""What printed numbers can be: whole numbers and fractions, exact tests and limits. Nothing here knows a findings file."""
