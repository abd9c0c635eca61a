"""What the second of two programs saves, and whether it is worse than a baseline."""
