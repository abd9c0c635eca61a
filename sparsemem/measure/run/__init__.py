"""One run: a fresh process, watched from outside until it ends, and its record."""
