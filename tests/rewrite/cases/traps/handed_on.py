# --- trap: functions fill a list, and a table of the module, with what asks to be compared
TABLE = {"a": 1}

class Odd:
    def __gt__(self, other):
        print("compared")
        return True

def add(rows, table):
    rows.append(Odd())
    table["b"] = Odd()

def main():
    rows = [1]
    add(rows, TABLE)
    for big in [row > 1 for row in rows]:
        print(big)
    for big in [value > 0 for value in TABLE.values()]:
        print(big)

if __name__ == "__main__":
    main()
# --- trap: an object of the program in what was JSON
# begins: Loud
import json

def rows(n):
    for _ in range(n):
        row = json.loads("{}")
        row["odd"] = Loud()
        yield row

def main():
    seen = 0
    for text in [str(row["odd"]) for row in rows(3)]:
        seen = seen * 10 + len(SEEN)
    print(seen)

main()
# --- trap: a dict that is filled on one side, counted on the other, and then put in
def main():
    kept = []
    for part in ("ab", "c"):
        seen, sizes = {}, 0
        names = []
        for letter in part:
            seen[letter] = 1
            names.append(letter)
        for name in names:
            sizes += len(seen)
        kept.append(seen)
        print(name, sizes, kept)

main()
# --- trap: what lies in a record has a name that goes on after the record is put in
def rows(lines):
    found = []
    row = {"words": []}
    for line in lines:
        words = row["words"]
        found.append(row)
        row = {"words": []}
        words.append(line)
    return found

print([len(row["words"]) for row in rows("ab")])
for row in rows("ab"):
    print(row["words"])
# --- trap: it is put in somewhere else between the making and the use
def main():
    kept = []
    seen = {}
    names = []
    for letter in "ab":
        seen[letter] = 1
        names.append(letter)
    kept.append(seen)
    for name in names:
        print(name, len(kept[-1]))

main()
# --- trap: a function keeps the list that it returns
KEPT = []

def numbers():
    found = [1, 2, 3]
    KEPT.append(found)
    return found

def main():
    total = 0
    for one in [number * 2 for number in numbers()]:
        if len(KEPT[0]) < 9:
            KEPT[0].append(one)
        total += one
    print(total)

main()
# --- trap: a function puts the list that it returns into an object
class Box:
    pass

def numbers(box):
    found = [1, 2, 3]
    box.found = found
    return found

def main():
    box = Box()
    total = 0
    for one in [number * 2 for number in numbers(box)]:
        if len(box.found) < 9:
            box.found.append(one)
        total += one
    print(total)

main()
# --- trap: a list that an attribute holds is changed by its other name
class Box:
    pass

def main():
    rows, box = [1, 2], Box()
    box.rows = rows
    found = [row for row in box.rows]
    count = 0
    for row in found:
        count += 1
        if count < 4:
            rows.append(row)
    print(count)
