"""From a report to text, one module per format. No renderer imports another, reads a file or starts anything."""
