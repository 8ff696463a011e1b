"""Sums over the rows by unit and cell, and the variances of what is made of them."""
