"""The kinds of caches that are known, each with its reader, listed in `readers`."""
