"""What was asked last, for the page that shows it."""


class AuditLog:
    """A line for each request."""

    def __init__(self):
        self.lines = []

    def note(self, number, query):
        """Somebody has asked."""
        self.lines.append(f"request {number:09d}: {query}")

    def last(self):
        """What the page shows."""
        return list(self.lines)[-100:]
