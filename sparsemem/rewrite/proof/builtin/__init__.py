"""What Python's own functions return and may do."""
