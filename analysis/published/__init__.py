"""What other people published about a survey, as data: counts, and the numbers exactly as they were printed."""
