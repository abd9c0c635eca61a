"""Who keeps free memory, what to do about them, and what returned when one was cleared."""
