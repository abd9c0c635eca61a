# --- converted at T1: a record is put in and bound anew right after, and what lies in it is added to before
# lazy_twin: commits
# shows: max(len(one["files"]) for one in commits(["#a", "x", "y", "#b", "z"]))
def commits(lines):
    found = []
    commit = None
    for line in lines:
        if line.startswith("#"):
            if commit:
                found.append(commit)
            commit = {"name": line, "files": []}
        else:
            commit["files"].append(line)
    if commit:
        found.append(commit)
    return found
# --- converted at T1: sets in a dict, a row that is looked for, and counts that are put in order by a key
# lazy_twin: ports
import json

def ports(rows, known):
    found = []
    for row in rows:
        if row["port"] not in known:
            found.append(row)
    return found

def main():
    rows = json.loads('[{"host": "a", "port": 80}, {"host": "b", "port": 22}, {"host": "b", "port": 25}]')
    table = {}
    for row in ports(rows, {80, 443}):
        seen = table.setdefault(row["host"], set())
        seen.add(row["port"])
    for host in sorted(table, key=lambda host: -len(table[host])):
        print(host, sorted(table[host]))
# --- converted at T1: begun inside of a with, and written by a format that cannot fail
# lazy_twin: lines
# local_generator: main
import io

def lines(count):
    with io.StringIO("7\n" * count) as handle:
        found = []
        for line in handle:
            found.append(line.strip())
        return found

def main():
    print(sum(map(len, lines(3))))
    for row in ["%3d %s" % (number, "line") for number in range(3)]:
        print(row)
# --- converted at T1: merged, and unpacked
# lazy_twin: merged, firsts
import heapq

def merged(parts):
    return [{"at": at, "what": what} for at, what in heapq.merge(*parts)]

def firsts(rows):
    return [row["at"] for row in rows]

def total(rows):
    found = firsts(rows)
    return sum(found)

def main():
    rows = merged([[(1, "a"), (4, "b")], [(2, "c")]])
    print(total(rows))
# --- converted at T1: a heap of the best, which its own name changes
# lazy_twin: scores
import heapq

def scores(count):
    return [(number * 7 % 10, number) for number in range(count)]

def main():
    best = []
    for score in scores(50):
        heapq.heappush(best, score)
        if len(best) > 3:
            heapq.heappop(best)
    print(sorted(best))
