"""A service that loaded its catalogue in the morning, and waits: for `python -m sparsemem attach PID`.

python examples/sleeping_service/service.py & python -m sparsemem attach $!
"""

import json
import time

PRODUCTS = 400_000


class Catalogue:
    """Where each brand's first product is; the products themselves are dropped once they are indexed."""

    def __init__(self) -> None:
        self.first_of: dict[str, int] = {}

    def load(self, lines: list[str]) -> None:
        """Read one product a line."""
        products = [json.loads(line) for line in lines]
        for product in products:
            self.first_of.setdefault(product["brand"], product["id"])


def main() -> None:
    """Load, and then wait for requests that do not come."""
    catalogue = Catalogue()
    rows = ({"id": i, "name": f"product {i}", "brand": f"brand {i // 40}"} for i in range(PRODUCTS))
    catalogue.load([json.dumps(row) for row in rows])
    time.sleep(3600)
    print(len(catalogue.first_of))


if __name__ == "__main__":
    main()
