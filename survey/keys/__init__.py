"""Secrets and what is derived from them: codes, passwords, and how often a wrong one may be tried."""
