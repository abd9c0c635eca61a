"""One idea of the importer, done in one of two ways, in a process of its own: `python import_steps.py IDEA WAY FILE`.

Prints the processor time in seconds, the live heap that is left and the peak of the RSS above the start, in bytes.
"""

import json
import sys
import time
from array import array
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "ngram_importer"))

from records import each_spelling, each_year, read_lines

import sparsemem

_SHARDS = 64


def tables_one(path: Path) -> Any:
    """A count for each spelling, in one dict that doubles."""
    return dict(each_spelling(read_lines(path)))


def tables_many(path: Path) -> Any:
    """The same in 64 dicts, each of which doubles at another time and is a 64th of the size."""
    shards: list[dict[str, int]] = [{} for _ in range(_SHARDS)]
    for ngram, matches in each_spelling(read_lines(path)):
        shards[hash(ngram) % _SHARDS][ngram] = matches
    return shards


def tables_sized(path: Path) -> Any:
    """Two arrays of their final size, for which the file is read once more.

    Its n-grams come in order: one is found by halving, in the array of their places in a text."""
    spellings = sum(1 for _ in each_spelling(read_lines(path)))
    places, counts = array("L", bytes(8 * spellings)), array("L", bytes(8 * spellings))
    text = bytearray()
    for at, (ngram, matches) in enumerate(each_spelling(read_lines(path))):
        places[at], counts[at] = len(text), matches
        text += ngram.encode()
    return places, counts, text


def lines_each(path: Path) -> Any:
    """Look up the n-gram of each line."""
    counts: dict[str, int] = defaultdict(int)
    for ngram, matches in each_year(read_lines(path)):
        counts[ngram] += matches
    return counts


def lines_summed(path: Path) -> Any:
    """Look up each n-gram once, when its years are summed."""
    counts: dict[str, int] = defaultdict(int)
    for ngram, matches in each_spelling(read_lines(path)):
        counts[ngram] += matches
    return counts


def keys_tuples(path: Path) -> Any:
    """Keys that are tuples of words."""
    return {tuple(ngram.split(" ")): matches for ngram, matches in each_spelling(read_lines(path))}


def keys_packed(path: Path) -> Any:
    """Keys that are the numbers of the words in one int; the words themselves once."""
    numbers: dict[str, int] = {}
    counts = {}
    for ngram, matches in each_spelling(read_lines(path)):
        first, second = ngram.split(" ")
        key = numbers.setdefault(first, len(numbers)) << 32 | numbers.setdefault(second, len(numbers))
        counts[key] = matches
    return numbers, counts


def children_nested(path: Path) -> Any:
    """For each first word a dict of its second words: a table each, however few there are."""
    children: dict[str, dict[str, int]] = {}
    for ngram, matches in each_spelling(read_lines(path)):
        first, second = ngram.split(" ")
        children.setdefault(second, {})[first] = matches
    return children


WAYS: dict[str, Callable[[Path], Any]] = {
    "tables one": tables_one,
    "tables many": tables_many,
    "tables sized": tables_sized,
    "lines each": lines_each,
    "lines summed": lines_summed,
    "keys tuples": keys_tuples,
    "keys packed": keys_packed,
    "children nested": children_nested,
}


def main() -> None:
    """Do it, and print what it took."""
    idea, way, path = sys.argv[1:]
    before, began = sparsemem.ledger(), time.process_time()
    kept = WAYS[f"{idea} {way}"](Path(path))
    seconds, after = time.process_time() - began, sparsemem.ledger()
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    live = (after.moment.live_bytes or 0) - (before.moment.live_bytes or 0)
    print(json.dumps({"seconds": seconds, "live_bytes": live, "peak_bytes": peak - before.moment.rss_bytes}))
    del kept


if __name__ == "__main__":
    main()
