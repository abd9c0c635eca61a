"""The live view of `watch`: its screen, its keys, and where else its looks go."""
