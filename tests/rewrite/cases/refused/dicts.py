# --- refused 41 at T1: the changed key may collide
# reason: duplicate_keys
# each: lowered({"A": 1, "a": 2, "b": 3}).items()
def lowered(prices):
    out = {}
    for name, price in prices.items():
        out[name.lower()] = price
    return out
# --- refused 43: rows are grouped
# reason: aggregates
# each: grouped([("a", 1), ("b", 2), ("a", 4)]).items()
from collections import defaultdict

def grouped(rows):
    out = defaultdict(list)
    for name, amount in rows:
        out[name].append(amount)
    return out
# --- refused 44: the pairs are gone through and a key is looked for
# reason: looked_up
def rated(prices):
    out = {}
    for name, price in prices.items():
        out[name] = price * 2
    return out

def main():
    table = rated({"a": 1, "b": 2})
    for name, price in table.items():
        print(name, price, "b" in table)
# --- refused 45: two tables are joined by their key
# reason: looked_up
def costs(rows):
    out = {}
    for name, cost in rows.items():
        out[name] = cost + 1
    return out

def stock(rows):
    out = {}
    for name, count in rows.items():
        out[name] = count
    return out

def main():
    left = costs({"a": 1, "b": 2})
    right = stock({"b": 3, "a": 4})
    total = 0
    for name in left:
        total += left[name] * right[name]
    print(total)
# --- refused 48: the set drops what comes twice
# reason: deduplicates
# sizes: domains(["a@x", "b@x", "c@y"])
def domains(mails):
    out = set()
    for mail in mails:
        out.add(mail.partition("@")[2])
    return out
# --- refused 48: a set comprehension drops what comes twice
# reason: deduplicates
def main():
    letters = {word[0] for word in ["ape", "bee", "ant"]}
    count = 0
    for letter in letters:
        count += 1
    print(count)
