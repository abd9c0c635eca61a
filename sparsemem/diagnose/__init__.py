"""From what was measured to what it means: pure functions from a sweep to findings and a verdict."""
