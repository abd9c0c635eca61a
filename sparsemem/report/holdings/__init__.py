"""What a process holds as one tree, which icicles draw and profilers read."""
