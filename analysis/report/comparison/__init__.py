"""Two surveys, or a survey and a publication, side by side."""
