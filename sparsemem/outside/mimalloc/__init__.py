"""The segments and pages of mimalloc."""
