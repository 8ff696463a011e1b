"""Studies of more than one sample: what changed between two of them, and whether they can be compared."""
