"""Clears caches in thought: what would go, and what is held elsewhere as well."""
