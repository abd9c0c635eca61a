"""The text of a rewrite: edits that leave the rest of a file byte for byte."""
