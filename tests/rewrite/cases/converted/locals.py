# --- converted at T1: a list in the call of sum
# local_generator: main
def main():
    print(sum([number * number for number in range(10)]))
# --- converted at T2: any() may stop early
# local_generator: main
# reason: short_circuit
def main(texts=("1", "0", "3")):
    print(any([int(text) > 0 for text in texts]))
# --- converted at T1: a list around map
# local_generator: main
def main():
    texts = list(map(str, range(5)))
    last = None
    for text in texts:
        last = text
    print(last)
# --- after
-    texts = list(map(str, range(5)))
+    texts = map(str, range(5))
# --- converted at T1: a list that has a second name
# local_generator: main
def main():
    found = []
    for number in range(9):
        found.append(number * 2)
    doubled = found
    count = 0
    for _ in doubled:
        count += 1
    print(count)
# --- after
-    found = []
-    for number in range(9):
-        found.append(number * 2)
+    found = (number * 2 for number in range(9))
# --- converted at T1: a list that is returned with a number is streamed where the caller takes that apart
# local_generator: load, parse
def load(lines):
    names = [line.strip() for line in lines]
    return names, len(lines)


def parse(lines, start):
    rows = []
    for line in lines:
        if line:
            rows.append(line.split())
    return start + 1, rows


def main():
    names, count = load(["a ", "b "])
    for name in names:
        print(name)
    after, rows = parse(["a b", "", "c d"], 4)
    print(after, count)
    print(sum(len(row) for row in rows))
# --- after
-    names = [line.strip() for line in lines]
+    names = (line.strip() for line in lines)
-    rows = []
-    for line in lines:
-        if line:
-            rows.append(line.split())
+    rows = (line.split() for line in lines if line)
# --- converted at T1: the loop stands alone in a `with`
# local_generator: main
# makes: valid
from pathlib import Path


def main():
    Path("sales.txt").write_text("mon 3\ntue 5\nwed x\n")
    valid = []
    with open("sales.txt") as handle:
        for line in handle:  # a day
            day, amount = line.split()
            if amount.isdigit():
                valid.append((day, int(amount)))
    total = 0
    for _, amount in valid:
        total += amount
    print(total)
# --- after
-    valid = []
-    with open("sales.txt") as handle:
-        for line in handle:  # a day
-            day, amount = line.split()
-            if amount.isdigit():
-                valid.append((day, int(amount)))
+
+    def _iter_valid():
+        with open("sales.txt") as handle:
+            for line in handle:  # a day
+                day, amount = line.split()
+                if amount.isdigit():
+                    yield (day, int(amount))
+
+    valid = _iter_valid()
# --- converted at T1: loops in loops, with a condition and a comment, indented by tabs
# local_generator: main
# makes: found
def main():
	found = []
	for row in [[1], [2, 3]]:
		for part in row:
			# odd
			if part % 2:
				found.append(part)
	print(sum(found))
# --- after
-	found = []
-	for row in [[1], [2, 3]]:
-		for part in row:
-			# odd
-			if part % 2:
-				found.append(part)
+	def _iter_found():
+		for row in [[1], [2, 3]]:
+			for part in row:
+				# odd
+				if part % 2:
+					yield part
+
+	found = _iter_found()
# --- converted at T1: a comment above the loop stays above what it becomes
# local_generator: main
# makes: found
def main():
    limit = len("abcd")
    found = []
    # the odd ones
    for number in range(9):
        if number % 2:
            found.append(number)
        else:
            limit % 3
    print(sum(found) + limit)
# --- after
-    found = []
+
-    for number in range(9):
-        if number % 2:
-            found.append(number)
-        else:
-            limit % 3
+    def _iter_found():
+        for number in range(9):
+            if number % 2:
+                yield number
+            else:
+                limit % 3
+
+    found = _iter_found()
