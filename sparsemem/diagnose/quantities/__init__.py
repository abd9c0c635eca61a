"""What is measured, over the scales of a sweep and the processes of a run, and how much of it is bad."""
