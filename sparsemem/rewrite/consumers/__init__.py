"""Where a container is consumed, and whether a generator could stand in for it there."""
