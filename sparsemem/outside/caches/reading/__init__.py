"""What a reader of caches reads of the objects of a heap, one or many at once."""
