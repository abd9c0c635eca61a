"""What is said of a record, as plain text and rows: the same sentences in every form."""
