"""Loads the data cache as `chain` does, and prints what one profiler says of it: `profiled_load.py TOOL FILE ROWS`.

Each tool has a process of its own, the same program, and the same moment: the cache is loaded, and all else dropped.
"""

import gc
import json
import sqlite3
import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples/data_cache"))

from loaders import chain
from products import Tables


def load(file: str, rows: int) -> Tables:
    """The look-up tables of each tenth product."""
    with sqlite3.connect(file) as connection:
        return Tables().fill(chain(connection, rows, "active"))


def by_nothing(file: str, rows: int) -> dict[str, Any]:
    """For comparison."""
    return {"tables": load(file, rows)}


def by_tracemalloc(file: str, rows: int) -> dict[str, Any]:
    """What is alive of what was allocated since it was started, by line; and the most that was."""
    tracemalloc.start()
    tables = load(file, rows)
    now, peak = tracemalloc.get_traced_memory()
    top = tracemalloc.take_snapshot().statistics("lineno")[0]
    where = f"{Path(top.traceback[0].filename).name}:{top.traceback[0].lineno}"
    return {"live_bytes": now, "peak_bytes": peak, "best": where, "tables": tables}


def by_pympler(file: str, rows: int) -> dict[str, Any]:
    """How large one object is with all that belongs to it."""
    from pympler import asizeof  # noqa: PLC0415 - it is 10 MB, and the other tools should not have them

    tables = load(file, rows)
    return {"live_bytes": asizeof.asizeof(tables), "tables": tables}


def by_objgraph(file: str, rows: int) -> dict[str, Any]:
    """How many objects of a type there are, of those that the collector knows, and who refers to one."""
    import objgraph  # noqa: PLC0415 - likewise

    tables = load(file, rows)
    chain_up = objgraph.find_backref_chain(objgraph.by_type("Product")[0], lambda one: isinstance(one, Tables))
    names = " > ".join(type(one).__name__ for one in chain_up)
    return {"objects": objgraph.count("Product"), "best": names, "tables": tables}


def by_memray(file: str, rows: int) -> dict[str, Any]:
    """The functions that had allocated what was alive at the peak."""
    import memray  # noqa: PLC0415 - likewise

    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record.bin")
        with memray.Tracker(record):
            tables = load(file, rows)
        reader = memray.FileReader(record)
        peak = list(reader.get_high_watermark_allocation_records(merge_threads=True))
        left = sum(one.size for one in reader.get_leaked_allocation_records(merge_threads=True))
    largest = max(peak, key=lambda one: one.size).stack_trace(1)
    where = f"{largest[0][0]}() at {Path(largest[0][1]).name}:{largest[0][2]}" if largest else "?"
    return {"peak_bytes": sum(one.size for one in peak), "live_bytes": left, "best": where, "tables": tables}


def main() -> None:
    """Print what the tool says, and the RSS of the process that it said it in."""
    tool, file, rows = sys.argv[1:]
    said = globals()[f"by_{tool}"](file, int(rows))
    tables = said.pop("tables")
    gc.collect()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    said["rss_bytes"] = int(status["VmRSS"].split()[0]) * 1024
    print(json.dumps({"products": len(tables.by_id)} | said))


if __name__ == "__main__":
    main()
