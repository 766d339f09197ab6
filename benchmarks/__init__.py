"""What the house costs in time and memory, measured beside its peers: ``make benchmarks``."""
