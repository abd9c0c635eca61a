"""SM110: two full sets of keys are compared; only the number of the differences is of interest."""

CUSTOMERS = 200_000


def keys(count, step):
    return {f"customer {number * step}" for number in range(count)}


def compared(count):
    ours, theirs = keys(count, 1), keys(count, 2)
    return len(ours - theirs), len(theirs - ours)


print(*compared(CUSTOMERS))
