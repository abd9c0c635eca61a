# --- trap: the source changes between the second name and its use
def main():
    rows = [1, 2, 3]
    found = [row for row in rows]
    again = found
    rows.clear()
    for row in again:
        print(row)
# --- trap: both names are used
def main():
    found = [number for number in range(4)]
    again = found
    for number in again:
        print(number)
    print(sum(found))
# --- trap: the length is taken by the first name
def main():
    found = [number for number in range(4)]
    again = found
    print(len(found))
    for number in again:
        print(number)
# --- trap: the second name is changed
def main():
    found = [number for number in range(4)]
    again = found
    again.append(9)
    for number in again:
        print(number)
# --- trap: the second name is passed over in a loop
def main():
    found = [number for number in range(4)]
    again = found
    for _ in range(2):
        for number in again:
            print(number)
# --- trap: the second name is given in a loop
def main():
    found = [number for number in range(4)]
    for _ in range(2):
        again = found
        for number in again:
            print(number)
# --- trap: the second name belongs to the module, and another one takes it
# --- file: other.py
def rows():
    return [number for number in range(4)]

found = rows()
again = found
total = sum(again)
# --- file: main.py
import other

print(other.total, list(other.again), list(other.found))
# --- trap: the second name is global in a function
again = []

def main():
    global again
    found = [number for number in range(4)]
    again = found
    for number in again:
        print(number)

main()
print(again)
# --- trap: the second name is read by an inner function
def main():
    found = [number for number in range(4)]
    again = found

    def shown():
        return list(again)

    for number in again:
        print(number)
    print(shown())
# --- trap: the second name is one of two
def main():
    found = [number for number in range(4)]
    again = other = found
    for number in again:
        print(number)
    print(other)
# --- trap: the second name has another value by then
def main():
    found = [number for number in range(4)]
    again = found
    print(sum(again))
    again = "abc"
    for number in again:
        print(number, found)
# --- trap: the second name is unpacked
def main():
    found = [number for number in range(2)]
    again = found
    first, second = again
    print(first, second, again)
# --- trap: the name of the outer loop is used later
def main():
    found = []
    for row in [[1], [2, 3]]:
        for part in row:
            found.append(part)
    for part in found:
        print(part, row)
# --- trap: the outer loop counts what it sees
def main():
    found, rows = [], 0
    for row in [[1], [2, 3]]:
        rows += 1
        for part in row:
            found.append(part)
    print(sum(found), rows)
# --- trap: the outer loop prints what the inner one builds
def main():
    found = []
    for row in [[1], [2, 3]]:
        print("row", row)
        for part in row:
            found.append(part)
    for part in found:
        print(part)
# --- trap: the rows of the outer loop change before the list is used
def main():
    rows = [[1], [2, 3]]
    found = []
    for row in rows:
        for part in row:
            found.append(part)
    rows[1].append(4)
    for part in found:
        print(part)
# --- trap: the rows of the outer loop change while the list is used
def main():
    rows = [[1], [2, 3]]
    found = []
    for row in rows:
        for part in row:
            found.append(part)
    for part in found:
        rows[1].clear()
        print(part)
# --- trap: two loops fill it, one after the other
def main():
    found = []
    for row in [[1], [2, 3]]:
        for part in row:
            found.append(part)
    for part in [4, 5]:
        found.append(part)
    for part in found:
        print(part)
# --- trap: it is begun anew in the outer loop
def main():
    for row in [[1], [2, 3]]:
        found = []
        for part in row:
            for _ in range(2):
                found.append(part)
        print(row)
    for part in found:
        print(part)
# --- trap: the inner loop fails late
def main():
    found = []
    for row in [["1"], ["2", "x"]]:
        for part in row:
            found.append(int(part))
    for number in found:
        print(number)

try:
    main()
except ValueError as problem:
    print(problem)
# --- trap: the outer loop goes through itself
def main():
    rows = [[1, 2], [3]]
    found = []
    for row in rows:
        for part in row:
            found.append(part)
    for row in rows:
        row.append(0)
    print(sum(found), rows)
