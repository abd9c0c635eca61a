"""What refers to what, from named roots on."""
