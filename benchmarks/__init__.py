"""How fast the estimates are, against the time it takes to copy the bytes they must read."""
