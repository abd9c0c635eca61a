"""All that is known of a project's modules."""
