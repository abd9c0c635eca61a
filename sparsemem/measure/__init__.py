"""The parent's side, and the only part that starts processes: how a scale reaches the program, a run, a sweep."""
