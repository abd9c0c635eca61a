"""The live heap: who holds what, by name, and what each name and type retains."""
