"""The dominator tree of a heap, and what each object retains: pure functions over arrays, no memory is read here."""
