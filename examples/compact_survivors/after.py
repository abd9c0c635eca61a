"""The best customers of a year: the ranking needs them all, and what is kept is copied when they are gone."""

import argparse
import gc
import pickle


def sales(count):
    """What each customer spent, in cents."""
    for number in range(count):
        yield {"customer": number, "city": f"city {number % 500}", "cents": number * 7919 % 1_000_003}


def described(records):
    """Each record with the text that the mailing uses."""
    return [{**record, "label": f"customer {record['customer']} of {record['city']}"} for record in records]


def ranked_best(records, share=50):
    """Cents by label of one customer in `share`: those who spent the most."""
    ranked = sorted(described(records), key=lambda record: record["cents"], reverse=True)
    return {record["label"]: record["cents"] for record in ranked[: len(ranked) // share]}


def best(records, share=50):
    """The same as a fresh copy, made when every record is freed: its objects lie side by side."""
    packed = pickle.dumps(ranked_best(records, share))
    gc.collect()  # empties the interpreter's free lists as well, whose blocks keep arenas too
    return pickle.loads(packed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=120_000)
    options = parser.parse_args()
    kept = best(sales(options.customers))
    print(f"{len(kept):,} customers spent {sum(kept.values()) / 100:,.2f}")
    return kept


if __name__ == "__main__":
    BEST = main()
