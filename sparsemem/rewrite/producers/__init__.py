"""Where a container is made: functions that could yield its elements."""
