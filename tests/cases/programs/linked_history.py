"""SM101: a linked list of changes is cut, and every fiftieth change lives on in the audit that copied a reference."""

import os


class Change:
    """One change of an account, and the one before it."""

    def __init__(self, before, account, amount):
        self.before, self.account, self.amount = before, account, amount


def history(count):
    last = None
    for number in range(count):
        last = Change(last, f"account {number}", number / 100)
    return last


def audit(change):
    """The sampled changes, cut off from the chain, which is taken apart from its end."""
    sampled, number = [], 0
    while change is not None:
        before, change.before = change.before, None
        if number % 50 == 0:
            sampled.append(change)
        change, number = before, number + 1
    return sampled


AUDIT = audit(history(100_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))))
print(len(AUDIT))
