"""Two questions against each other: tables, tests of independence, letters of columns that differ."""
