"""Whether a rewritten project does what it did: both run on copies of the working directory, side by side."""
