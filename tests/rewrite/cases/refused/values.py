# --- refused 1: the number of records is asked for
# reason: length_taken
def paid(orders):
    found = []
    for order in orders:
        if order["paid"]:
            found.append(order["amount"])
    return found

def main():
    orders = [{"paid": True, "amount": 3}, {"paid": False, "amount": 4}]
    amounts = paid(orders)
    print(len(amounts))
    print(sum(amounts))
# --- refused 2: an empty list stands in for a false one
# reason: truth_tested
# each: names(["", " "]) or ["nobody"]
def names(rows):
    return [row.strip() for row in rows if row.strip()]
# --- refused 3: the first and the last are looked at
# reason: indexed
def levels(readings):
    out = []
    for reading in readings:
        out.append(reading * 0.5)
    return out

def main():
    found = levels([4, 8, 15, 16])
    print(found[0], found[-1])
# --- refused 3: a slice is taken
# reason: indexed
# each: squares(9)[2:5]
def squares(count):
    return [number * number for number in range(count)]
# --- refused 4: membership is asked twice
# reason: iterated_twice
def codes(rows):
    return [row.upper() for row in rows]

def main():
    known = codes(["de", "fr", "it"])
    first = "IT" in known
    second = "DE" in known
    print(first, second)
# --- refused 5: the result is sorted in place
# reason: mutated | sorted_barrier
def words(lines):
    out = []
    for line in lines:
        for word in line.split():
            out.append(word)
    return out

def main():
    found = words(["the quick", "brown fox"])
    found.sort()
    for word in found:
        print(word)
# --- refused 6: the type of the result is asked for
# reason: compared
def load(rows):
    out = []
    for row in rows:
        out.append(row + 1)
    return out

def main():
    found = load([1, 2])
    if isinstance(found, list):
        print("many", sum(found))
    else:
        print("one", found)
# --- refused 7: the result is put into a text
# reason: formatted
# shows: f"failed: {failed([('a', 0), ('b', 2)])}"
def failed(rows):
    out = []
    for name, code in rows:
        if code:
            out.append(name)
    return out
# --- refused 7: the result is printed
# reason: formatted
# shows: doubled([1, 2, 3])
def doubled(rows):
    return [row * 2 for row in rows]
# --- refused 8: the results are put together
# reason: concatenated
# each: ["root"] + active(["ann", "bob", "abe"])
def active(users):
    out = []
    for user in users:
        if user.startswith("a"):
            out.append(user)
    return out
# --- refused 9: gone through from behind
# reason: needs_sequence
# each: reversed(events([1, 2, 3]))
def events(rows):
    out = []
    for row in rows:
        out.append(row * 10)
    return out
# --- refused 9: written as JSON
# reason: needs_sequence
# shows: json.dumps(records([1, 2]))
import json

def records(rows):
    out = []
    for row in rows:
        out.append({"id": row})
    return out
# --- refused 10: joined, which keeps all of it anyway
# reason: materialised_anyway
# shows: ",".join(cells([1, 2, 3]))
def cells(row):
    return [str(cell) for cell in row]
# --- refused 20: called for what it does
# reason: discarded
SENT = []

def send(names):
    done = []
    for name in names:
        SENT.append(name)
        done.append(name.upper())
    return done

def main():
    send(["ann", "bob"])
    print(len(SENT))
# --- refused 42: looked up by key
# reason: looked_up
def by_id(rows):
    out = {}
    for number, row in enumerate(rows):
        out[number] = row
    return out

def main():
    found = by_id(["a", "b"])
    print(found[1], found.get(7))
# --- refused 47: sorted by key at the end
# reason: sorted_barrier
def counted(words):
    out = {}
    for place, word in enumerate(words):
        out[place] = len(word)
    return out

def main():
    table = counted(["fig", "apple", "kiwi"])
    ordered = sorted(table.items(), key=lambda pair: pair[1])
    print(ordered[0], ordered[-1])
# --- refused 6: a test compares it
# reason: compared
# shows: unittest.TextTestRunner(open("log", "w")).run(Sizes()).wasSuccessful()
import unittest

class Sizes(unittest.TestCase):
    def runTest(self):
        self.assertEqual([1, 2], [len(word) for word in ("a", "bc")])
# --- refused 46: a list in an attribute that is read by what is called twice
# reason: stored
class Ledger:
    def __init__(self, count):
        self.entries = [number * 3 for number in range(count)]

    def total(self):
        return sum(entry for entry in self.entries)

def main():
    ledger = Ledger(3)
    print(ledger.total())
    print(ledger.total())
