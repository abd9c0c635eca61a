"""A service that remembers each session it has seen, and drops none: run it, and attach to it."""

import time
from dataclasses import dataclass, field


@dataclass
class Shop:
    """Answers requests."""

    sessions: dict[str, dict[str, object]] = field(default_factory=dict)

    def answer(self, number: int) -> int:
        """One request, of a visitor who never comes back."""
        session = {"user": f"visitor {number}", "basket": [number], "seen": time.time()}
        self.sessions[f"session-{number}"] = session
        return len(self.sessions)


shop = Shop()
for request in range(100_000_000):
    shop.answer(request)
    if request % 200 == 0:
        time.sleep(0.01)
