"""A price list that is loaded again and again: the new one is built whole before the old one goes."""

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


class PriceList:
    """Prices in cents by article."""

    def __init__(self):
        self._articles = {}

    def refresh(self, feed):
        """Have what the feed has, and nothing else."""
        fresh = {}
        for sku, name, cents in feed:
            fresh[sku] = Article(name, cents)
        self._articles = fresh

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
