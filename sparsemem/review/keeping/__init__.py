"""What only grows: containers that get one more for each request or piece of work, and loggers by their names."""
