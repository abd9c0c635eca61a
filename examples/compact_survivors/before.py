"""The best customers of a year: the ranking needs all of them at once, and one in fifty is kept."""

import argparse


def sales(count):
    """What each customer spent, in cents."""
    for number in range(count):
        yield {"customer": number, "city": f"city {number % 500}", "cents": number * 7919 % 1_000_003}


def described(records):
    """Each record with the text that the mailing uses."""
    return [{**record, "label": f"customer {record['customer']} of {record['city']}"} for record in records]


def best(records, share=50):
    """Cents by label of one customer in `share`: those who spent the most."""
    ranked = sorted(described(records), key=lambda record: record["cents"], reverse=True)
    return {record["label"]: record["cents"] for record in ranked[: len(ranked) // share]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=120_000)
    options = parser.parse_args()
    kept = best(sales(options.customers))
    print(f"{len(kept):,} customers spent {sum(kept.values()) / 100:,.2f}")
    return kept


if __name__ == "__main__":
    BEST = main()
