"""Who the visitors are; it takes time to find out, so it is remembered for a day."""

from cachetools import TTLCache

DAY = 86_400


class Profiles:
    """Profiles by the number of a visitor."""

    def __init__(self):
        self.cache = TTLCache(maxsize=1_000_000, ttl=DAY)

    def find(self, visitor):
        """The profile of a visitor."""
        if visitor not in self.cache:
            self.cache[visitor] = {
                "name": f"visitor {visitor:07d}",
                "street": f"{visitor % 500} Long Street",
                "basket": [visitor % 97, visitor % 89],
            }
        return self.cache[visitor]
