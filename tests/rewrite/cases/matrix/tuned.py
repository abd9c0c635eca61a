# --- inputs: all
[]
[3, 1, 2]
[2, 2, 1, 1]
[1, None, 2]
[4, 0, 'x', 5]
['1', '22', 'x']
[[1, 2], [], [2]]
(2, 3)
None
{1: 2, 2: 0, 'k': 3}
{1: None, 10: 4}
SHARED
TABLE
noisy(1, 2, 0)
faulty(1, 2, 3)
# --- producer: lessened
def produce(rows):
    out = []
    for row in rows:
        out.append(row - 1)
    return out
# --- producer: kept
def produce(rows):
    return [row for row in rows]
# --- producer: filtered
def produce(rows):
    out = []
    for row in rows:
        if row is not None:
            out.append(row)
    return out
# --- producer: boxed
def produce(rows):
    out = []
    for row in rows:
        out.append((row, 1))
    return out
# --- producer: numbers
def produce(rows):
    out = []
    for number in range(5):
        out.append(number)
    return out
# --- producer: texts
def produce(rows):
    return [str(number) for number in range(4)]
# --- producer: parsed
def produce(rows):
    out = []
    for row in rows:
        out.append(int(row))
    return out
# --- producer: printed
def produce(rows):
    out = []
    for row in rows:
        print("made", row)
        out.append(row)
    return out
# --- producer: logged
def produce(rows):
    out = []
    for row in rows:
        out.append(row)
        LOG.append(row)
    return out
# --- producer: from a table
def produce(rows):
    out = []
    for row in rows:
        out.append(TABLE.get(row, 0))
    return out
# --- producer: shared
def produce(rows):
    out = []
    for row in SHARED:
        out.append(row)
    return out
# --- producer: nested
def produce(rows):
    out = []
    for row in rows:
        for part in row:
            out.append(part)
    return out
# --- producer: guarded
def produce(rows):
    if not rows:
        return []
    out = []
    for row in rows:
        out.append([row])
    return out
# --- producer: checked
def produce(rows):
    if rows is None:
        raise ValueError("no rows")
    out = []
    for row in rows:
        out.append((row, row))
    return out
# --- producer: tolerant
def produce(rows):
    out = []
    for row in rows:
        try:
            out.append(int(row))
        except ValueError:
            out.append(-1)
    return out
# --- producer: closed
def produce(rows):
    out = []
    try:
        for row in rows:
            out.append(row)
    finally:
        LOG.append("closed")
    return out
# --- producer: countdown
def produce(rows):
    out = []
    left = 4
    while left > 0:
        out.append(left)
        left -= 1
    return out
# --- producer: extended
def produce(rows):
    out = []
    for row in rows:
        out.extend([row, row])
    return out
# --- producer: emptied
def produce(rows):
    out = []
    while rows:
        out.append(rows.pop())
    return out
# --- producer: changed
def produce(rows):
    out = []
    for row in rows:
        row.append(0)
        out.append(row)
    return out
# --- producer: helped
def twice(row):
    return row == 1


def produce(rows):
    out = []
    for row in rows:
        out.append(twice(row))
    return out
# --- producer: noted
def note(row):
    LOG.append(("note", row))
    return row


def produce(rows):
    return [note(row) for row in rows]
# --- producer: one record
def produce(rows):
    record = {}
    out = []
    for row in rows:
        record["row"] = row
        out.append(record)
    return out
# --- producer: numbered
def produce(rows):
    out = []
    for place, row in enumerate(rows):
        out.append((place, row))
    return out
# --- producer: sorted first
def produce(rows):
    out = []
    for row in sorted(rows):
        out.append(row)
    return out
# --- consumer: added up
total = 0
for value in CALL:
    total += value
return total
# --- consumer: counted
COUNT(CALL)
# --- consumer: the last
last = None
for value in CALL:
    last = value
return last
# --- consumer: printed
for value in CALL:
    print(value)
# --- consumer: logged
for value in CALL:
    LOG.append(("seen", value))
# --- consumer: named and counted
found = CALL
COUNT(found)
# --- consumer: print in between
found = CALL
print("loaded")
COUNT(found)
# --- consumer: emptied in between
found = CALL
rows.clear()
COUNT(found)
# --- consumer: the input grows
count = 0
for value in CALL:
    count += 1
    if count < 9:
        rows.append(value)
return count
# --- consumer: the shared list grows
count = 0
for value in CALL:
    SHARED.append(value)
    count += 1
return count
# --- consumer: the table changes
for value in CALL:
    TABLE[value] = 7
return None
# --- consumer: left at once
for value in CALL:
    break
return "left"
# --- consumer: returned from the loop
for value in CALL:
    if value == 2:
        return value
return None
# --- consumer: all in try
try:
    count = 0
    for value in CALL:
        count += 1
except Exception as problem:
    return repr(problem)
return count
# --- consumer: only the call in try
try:
    found = CALL
except Exception as problem:
    return repr(problem)
COUNT(found)
# --- consumer: any
return any(CALL)
# --- consumer: sum
return sum(CALL)
# --- consumer: sorted
return sorted(CALL)
# --- consumer: gathered
kept = []
for value in CALL:
    kept.append(value)
return kept
# --- consumer: extend
kept = ["first"]
kept.extend(CALL)
return kept
# --- consumer: extends the input
rows.extend(CALL)
return rows
# --- consumer: twice
found = CALL
return max(found, default=0), min(found, default=0)
# --- consumer: truth
found = CALL
if found:
    return "some"
return "none"
# --- consumer: with its place
last = None
for place, value in enumerate(CALL):
    last = place
return last
# --- consumer: beside the input
count = 0
for value, row in zip(CALL, rows):
    count += 1
return count
# --- consumer: both sides
count = 0
for left, right in zip(CALL, CALL):
    count += 1
return count
# --- consumer: by a comprehension
return [value for value in CALL]
# --- consumer: membership
return 2 in CALL
# --- consumer: handed on
return drain(CALL)
# --- consumer: the reciprocal
worst = 0
for value in CALL:
    worst = 10 / value
return worst
# --- dict producer: rated
def produce(rows):
    out = {}
    for key, value in rows.items():
        out[key] = value * 2
    return out
# --- dict producer: boxed
def produce(rows):
    return {key: (value, 1) for key, value in rows.items()}
# --- dict producer: lowered
def produce(rows):
    out = {}
    for key, value in rows.items():
        out[str(key)[:1]] = value
    return out
# --- dict producer: by number
def produce(rows):
    out = {}
    for place, row in enumerate(rows):
        out[place] = row
    return out
# --- dict producer: by row
def produce(rows):
    out = {}
    for row in rows:
        out[row] = 1
    return out
# --- dict producer: constant
def produce(rows):
    out = {}
    for number in range(4):
        out[number] = [number]
    return out
# --- dict consumer: pairs
last = None
for key, value in CALL.items():
    last = key, value
return last
# --- dict consumer: values
COUNT(CALL.values())
# --- dict consumer: keys
last = None
for key in CALL:
    last = key
return last
# --- dict consumer: added up
return sum(CALL.values())
# --- dict consumer: named
table = CALL
count = 0
for key, value in table.items():
    count += 1
return count
# --- dict consumer: looked up
table = CALL
count = 0
for key, value in table.items():
    count += table[key] == value
return count
# --- dict consumer: source deleted
for key, value in CALL.items():
    rows.pop(key)
return None
# --- dict consumer: printed
for key, value in CALL.items():
    print(key, value)
