"""What a design says of the rows: weights, stages, calibrations and replicates."""
