"""Innocent: a chain of copies that leaves holes, in a process so small that nobody needs to hear of it."""

import os

ROWS = 2_500 * int(os.environ.get("SPARSEMEM_SCALE", "1"))

rows = [{"id": number, "name": f"name {number}"} for number in range(ROWS)]
upper = [{"id": row["id"], "name": row["name"].upper()} for row in rows]
NAMES = {row["id"]: row["name"] for row in upper[::37]}
del rows, upper
print(len(NAMES))
