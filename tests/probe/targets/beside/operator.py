"""Not the module of the standard library."""

MINE = True
