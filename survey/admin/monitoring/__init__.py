"""What whoever runs a study sees of it while it runs: numbers in steps, never a person."""
