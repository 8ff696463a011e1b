"""A question on a page: what it shows, and what its inputs mean."""
