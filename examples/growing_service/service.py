"""A service that grows; it obeys the lines of its standard input, `work REQUESTS` and `night ORDERS`.

It is wrong in four places, in a way that nobody would see in a review of one file.
"""

import gc
import sys

from audit import AuditLog
from nightly import to_check
from pages import render

from profiles import Profiles

gc.disable()  # "the collector costs time"


class Desk:
    """Answers requests, and has what is to be checked by hand."""

    def __init__(self):
        self.requests = 0
        self.audit, self.profiles, self.checks = AuditLog(), Profiles(), []

    def work(self, requests):
        """Answer so many requests; each is of another visitor."""
        for number in range(self.requests, self.requests + requests):
            page = render(self.profiles.find(number))
            self.audit.note(
                number, f"/shop?visitor={number}&page={number % 7}&basket={number % 97}&size={len(page)}" * 3
            )
        self.requests += requests

    def night(self, orders):
        """Go through the orders of the day."""
        self.checks = to_check(orders)


def main(desk):
    """Obey until there are no more lines."""
    print("ready", flush=True)
    for line in sys.stdin:
        command, amount = line.split()
        getattr(desk, command)(int(amount))
        print(
            f"{desk.requests:,} requests, {len(desk.audit.last())} shown, {len(desk.checks):,} to check", flush=True
        )


if __name__ == "__main__":
    DESK = Desk()
    main(DESK)
