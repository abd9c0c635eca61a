"""The checklist for a code review: its questions, the blank page, and the page filled in for a code base."""
