"""From the text that the probe posts, and from the kernel's, to the record of a moment."""
