"""A process that runs already, its descendants, or the core file that it left."""
