"""The segments and pages of mimalloc: Python's own one, malloc's stand-in, or Arrow's pool."""
