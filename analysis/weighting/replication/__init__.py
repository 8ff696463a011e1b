"""Replicate weights made from a design: jackknife, balanced repeated replication and bootstrap."""
