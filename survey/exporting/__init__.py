"""Responses as files: a table of them, the formats it is written in, and why one cannot be."""
