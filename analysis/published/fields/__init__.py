"""The fields of a findings file, read strictly."""
