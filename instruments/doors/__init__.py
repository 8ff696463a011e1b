"""Doors to other forms of a questionnaire: printing. They need further libraries: only the command that opens one imports it."""
