"""From a report to text: words that all forms share, and a folder for each family of forms, found in `formats`.

No renderer imports another, reads a file or starts anything.
"""
