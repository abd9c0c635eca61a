"""All runs of a scan or of a comparison, in their order."""
