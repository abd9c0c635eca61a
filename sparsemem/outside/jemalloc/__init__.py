"""The extents of a jemalloc that a library carries, as polars does, and which blocks of them are in use."""
