"""Converts records twice and keeps one label in 37."""

import os
import subprocess
import sys

ROWS = 20_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def in_upper_case(records):
    return [{"id": r["id"], "label": r["label"].upper()} for r in records]


records = [{"id": i, "label": f"label {i}"} for i in range(ROWS)]
upper = in_upper_case(records)
index = {r["id"]: r["label"] for r in upper[::37]}
subprocess.run([sys.executable, "-c", "import time; time.sleep(1.0)"], check=True)
del records, upper
