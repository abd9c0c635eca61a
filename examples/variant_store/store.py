"""Brings variants into a table: `python store.py --recipe stream --variants 1000 FOLDER`, and says what is in it.

With `--serve` it obeys one word a line until standard input ends: `fill`, `digest`, `files`, `query`, `drop`, `trim`.
"""

import argparse
import gc
import hashlib
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from recipes import RECIPES, connect
from variants import SCHEMA, make_variants

import sparsemem

NAME = "variants"
OPEN: dict[str, Any] = {}
"""The database and its table, until they are dropped."""


def parse_options() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="for the database; what is in it goes")
    parser.add_argument("--variants", type=int, default=1_000)
    parser.add_argument("--recipe", choices=[*RECIPES], default="at once")
    parser.add_argument("--warm", action="store_true", help="write a small table before")
    parser.add_argument(
        "--budget", default=None, help="a bound on the growth of the RSS, as in 100MB; what came of it is said"
    )
    parser.add_argument("--serve", action="store_true", help="obey words on standard input")
    return parser.parse_args()


def begin(options: argparse.Namespace) -> None:
    """An empty database."""
    shutil.rmtree(options.folder, ignore_errors=True)
    OPEN["database"] = connect(str(options.folder), RECIPES[options.recipe])
    if options.warm:
        OPEN["database"].create_table("before", schema=SCHEMA).add([*make_variants(20)])


def fill(options: argparse.Namespace) -> str:
    """Bring all variants in; the time it took, and how a bound was kept."""
    variants = make_variants(options.variants)
    began, worked = time.perf_counter(), time.process_time()
    OPEN["table"] = OPEN["database"].create_table(NAME, schema=SCHEMA)
    add = RECIPES[options.recipe].add
    if options.budget:
        with sparsemem.budget(options.budget, every=25, on_excess=lambda report: None) as bound:
            add(OPEN["table"], bound.over(variants))
        told = f"; {bound.report}"
    else:
        add(OPEN["table"], variants)
        told = ""
    return f"{time.perf_counter() - began:.3f} s, {time.process_time() - worked:.3f} s of processor time{told}"


def digest(options: argparse.Namespace) -> str:
    """The same for equal rows, however they came there; they are read a batch at a time."""
    found, rows = 0, 0
    for batch in OPEN["table"].search().to_batches(250):
        vectors = batch.column("vector").flatten().to_numpy().reshape(len(batch), -1)
        plain = batch.select([name for name in SCHEMA.names if name != "vector"]).to_pylist()
        for row, vector in zip(plain, vectors, strict=True):
            content = repr([*row.items()]).encode() + vector.tobytes()
            found ^= int.from_bytes(hashlib.sha256(content).digest()[:8], "big")
            rows += 1
    return f"{rows} rows, digest {found:016x}"


def files(options: argparse.Namespace) -> str:
    """What lies in the table's folder."""
    paths = [path for path in (options.folder / f"{NAME}.lance").rglob("*") if path.is_file()]
    data = sum(path.suffix == ".lance" for path in paths)
    size, versions = sum(path.stat().st_size for path in paths), len(OPEN["table"].list_versions())
    return f"{data} files, {versions} versions, {size} bytes"


def query(options: argparse.Namespace) -> str:
    """The median time of a search for the nearest vectors."""
    wanted = next(make_variants(1))["vector"]
    took = []
    for _ in range(5):
        began = time.perf_counter()
        OPEN["table"].search(wanted).limit(5).to_list()
        took.append(time.perf_counter() - began)
    return f"{sorted(took)[2] * 1000:.1f} ms"


def drop(options: argparse.Namespace) -> str:
    """Let go of the database and its table."""
    OPEN.clear()
    gc.collect()
    return "dropped"


def trim(options: argparse.Namespace) -> str:
    """What Arrow's pool and malloc return."""
    return str(sparsemem.trim())


WORDS = {"fill": fill, "digest": digest, "files": files, "query": query, "drop": drop, "trim": trim}


def main() -> None:
    """Fill and tell, or obey."""
    options = parse_options()
    begin(options)
    if not options.serve:
        print(f"{fill(options)}; {digest(options)}; {files(options)}")
        return
    print("ready", flush=True)
    for line in sys.stdin:
        print(WORDS[line.strip()](options), flush=True)


if __name__ == "__main__":
    main()
