"""A price list that is loaded again and again: its articles are changed in their places."""

import argparse
from dataclasses import dataclass

REFRESHES = 3


def supplier_feed(count, day):
    """The supplier's list on a day: some articles change their price, a few come and go."""
    for number in range(day * 10, count + day * 10):
        yield f"A{number:07d}", f"article {number}", (number * 37 + (day if number % 20 == 0 else 0)) % 90_000


@dataclass(slots=True)
class Article:
    """One line of the list."""

    name: str
    cents: int
    generation: int


class PriceList:
    """Prices in cents by article."""

    def __init__(self):
        self._articles = {}
        self._generation = 0

    def refresh(self, feed):
        """Have what the feed has, and nothing else."""
        self._generation += 1
        for sku, name, cents in feed:
            self._articles[sku] = Article(name, cents, self._generation)
        gone = [sku for sku, article in self._articles.items() if article.generation != self._generation]
        for sku in gone:
            del self._articles[sku]

    def cents(self, sku):
        """The price of an article; None where it is not on the list."""
        article = self._articles.get(sku)
        return article and article.cents

    def __len__(self):
        return len(self._articles)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    prices = PriceList()
    for day in range(REFRESHES):
        prices.refresh(supplier_feed(options.articles, day))
        known = (prices.cents(f"A{number:07d}") for number in range(0, options.articles, 100))
        print(f"day {day}: {len(prices):,} articles, sample {sum(cents for cents in known if cents is not None):,}")
    return prices


if __name__ == "__main__":
    PRICES = main()
