# --- refused 11: the file is closed before the lines are read
# reason: resource_closed
def main():
    with open(__file__) as file:
        names = [line.strip() for line in file]
    for name in names:
        print(name, file.closed)
# --- refused 11: the connection is closed before the rows are read
# reason: resource_closed | gap_effects
import sqlite3

def main():
    connection = sqlite3.connect(":memory:")
    rows = connection.execute("select 1 union select 2").fetchall()
    connection.close()
    for (n,) in rows:
        print(n)
# --- refused 12: a file is read and then written
# reason: rereads_file
from pathlib import Path

def lines(path):
    out = []
    with open(path) as file:
        for line in file:
            out.append(line.upper())
    return out

def main():
    path = "data.txt"
    Path(path).write_text("a\nb\n")
    upper = lines(path)
    with open(path, "w") as file:
        file.writelines(upper)
    print(Path(path).read_text())
# --- refused 12: the result goes back into its own file in one statement
# reason: rereads_file
from pathlib import Path

def cleaned(path):
    out = []
    with open(path) as file:
        for line in file:
            if line.strip():
                out.append(line)
    return out

def main():
    Path("notes.txt").write_text("a\n\nb\n")
    with open("notes.txt", "r+") as file:
        for line in cleaned("notes.txt"):
            file.write(line * 2)
    print(Path("notes.txt").read_text())
# --- refused 13: the cursor serves the loop as well
# reason: cursor_reused
import sqlite3

def main():
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    cursor.execute("select 1 union select 2")
    for (parent,) in cursor.fetchall():
        cursor.execute("select ? * 10", (parent,))
        print(parent, cursor.fetchone())
# --- refused 14: the loop deletes from what is read
# reason: source_changed_in_loop
def old(sessions):
    out = []
    for name, age in sessions.items():
        if age > 10:
            out.append(name)
    return out

def main():
    sessions = {"a": 5, "b": 50, "c": 20}
    for name in old(sessions):
        del sessions[name]
    print(sessions)
# --- refused 14: a snapshot protects the loop
def main():
    queue = [1, 2, 3, 4]
    for job in list(queue):
        if job % 2:
            queue.remove(job)
    print(queue)
# --- refused 14: the source is changed by a function that the loop calls
# reason: source_changed_in_loop
# each: known() | grow(element)
TREE = {"root": ["a", "b"], "a": ["c"], "b": [], "c": []}

def known():
    out = []
    for name in TREE:
        out.append(name)
    return out

def grow(name):
    TREE[name + "!"] = [name]
# --- refused 15: a list is extended by what is made of it
# reason: materialised_anyway
def again(rows):
    out = []
    for row in rows:
        out.append(row + 1)
    return out

def main():
    rows = [1, 2]
    rows.extend(again(rows))
    print(rows)
# --- refused 16 at T1: both sides print
# reason: interleaved_effects
# each: fetch(["a", "b"])
def fetch(names):
    out = []
    for name in names:
        print("fetch", name)
        out.append(name.upper())
    return out
# --- refused 21: the name in the condition is bound again
# reason: late_binding
def main():
    limit = 10
    small = [n for n in range(30) if n < limit]
    limit = 20
    for n in small:
        print(n + limit)
# --- refused 22: the input is emptied between call and use
# reason: gap_effects | source_changed_in_loop
def totals(rows):
    out = []
    for row in rows:
        out.append(sum(row))
    return out

def main():
    rows = [[1, 2], [3]]
    found = totals(rows)
    rows.clear()
    total = 0
    for value in found:
        total += value
    print(total, rows)
# --- refused 38: the decimal context holds at the call only
# reason: context_changed
import decimal

def shares(parts):
    out = []
    for part in parts:
        out.append(decimal.Decimal(1) / part)
    return out

def main():
    with decimal.localcontext() as context:
        context.prec = 3
        found = shares([3, 7])
    for share in found:
        print(share)
# --- refused 38: the working directory is another one afterwards
# reason: context_changed | gap_effects
import os

def sizes(names):
    out = []
    for name in names:
        out.append(os.path.getsize(name))
    return out

def main():
    found = sizes(["."])
    os.chdir("..")
    for size in found:
        print(size)
# --- refused 46 at T1: the records are changed in place and used again
# reason: shared_record
def marked(rows):
    out = []
    for row in rows:
        row["seen"] = True
        out.append(row)
    return out

def main():
    rows = [{"id": 1}, {"id": 2}]
    found = marked(rows)
    print([row.get("seen") for row in rows])
    for row in found:
        print(row["id"])
