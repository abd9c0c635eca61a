"""What the modules of a project tell each other: facts of functions and classes, by their names."""
