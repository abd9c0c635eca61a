"""Which live blocks are objects: their types, the layouts of these, and values read from them."""
