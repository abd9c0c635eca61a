"""The machine that it runs on: control groups, limits of memory, huge pages, and what its system can tell."""
