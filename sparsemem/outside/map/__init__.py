"""How full the heaps are, drawn by address."""
