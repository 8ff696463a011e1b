"""The same tasks by R's survey and by svy, on the same file."""
