"""What source text says, for whoever reads it: files, trees, the scopes of names, which uses a value reaches."""
