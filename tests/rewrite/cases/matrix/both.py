# --- state: all
LOG = []
SHARED = [1, 2]
TABLE = {1: 5, 2: 6}


def drain(values):
    count = 0
    for value in values:
        count += 1
    return count
