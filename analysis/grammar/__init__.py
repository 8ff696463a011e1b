"""What may be written behind `python -m analysis`, by what the commands are for. Nothing heavy is imported here."""
