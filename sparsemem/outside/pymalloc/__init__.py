"""pymalloc's heap: pools recognised by their headers, the arenas that they make, the blocks in use."""
