"""The index of Python source that rules read: scopes, names, calls and imports, across modules."""
