"""What source text says: files, trees, the scopes of names, which uses a value reaches."""
