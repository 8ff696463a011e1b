"""What can go wrong under a survey, done to it: `make faults` runs all, the tests a little of each.

An interview that was thanked for must be stored once, whole, with the answers that were given; so must every page that was
answered with the next one. Each check has a control, a survey that was broken on purpose, which it must find.
"""
