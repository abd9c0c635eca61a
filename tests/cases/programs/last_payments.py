"""SM101: statements become tuples of dates and decimals, and are sorted; the last payment of each account stays."""

import argparse
from datetime import UTC, datetime, timedelta
from decimal import Decimal

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def statements(count):
    accounts = count // 60
    return [
        (f"account {i % accounts}", EPOCH + timedelta(minutes=i * 7919 % 500_009), Decimal(i) / 100, f"text {i}")
        for i in range(count)
    ]


def last_payments(rows):
    ordered = sorted(rows, key=lambda row: row[1])
    return {account: (at, amount) for account, at, amount, _ in ordered}


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--n", type=int, default=60_000)
LAST = last_payments(statements(parser.parse_args().n))
print(len(LAST))
