"""Records as Markdown."""
