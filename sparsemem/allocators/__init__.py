"""One module per allocator: a pure parser of the text in which it tells its statistics."""
