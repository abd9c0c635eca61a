"""The second way to find owners: from some objects upwards, for heaps too large for the whole graph."""
