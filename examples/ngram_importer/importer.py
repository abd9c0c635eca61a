"""Counts n-grams of files into a store: `python importer.py --overlay packed --budget-mb 8 FOLDER`.

The overlay is what is counted and not yet written. Ctrl-C ends it between two chunks; the same command goes on where
it was, and so it does after a kill.
"""

import argparse
import signal
import sys
import time
from pathlib import Path
from threading import Event

from continuations import count_continuations
from corpus import make_corpus
from counting import Importer
from overlays import OVERLAYS
from stores import KINDS, digest, open_store

INTERRUPTED = 130
"""The exit status of a program that Ctrl-C has ended: 128 and the number of the signal."""


def parse_options() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files are; they are made where they are not there")
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--ngrams", type=int, default=50_000, help="spellings in a file")
    parser.add_argument("--overlay", choices=[*OVERLAYS], default="tuples")
    parser.add_argument("--budget-mb", type=int, default=0, help="of all packed overlays together; 0: no bound")
    parser.add_argument("--chunk", type=int, default=20_000, help="rows in a transaction; 0: all in one")
    parser.add_argument("--checkpoint-every", type=int, default=1, help="files")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--store", choices=KINDS, default="sqlite")
    parser.add_argument(
        "--into", type=Path, default=None, help="the store's file; deleted at the end where none is named"
    )
    parser.add_argument("--serve", action="store_true", help="stay until standard input ends")
    return parser.parse_args()


def run_import(importer: Importer) -> str | None:
    """Count, and take the last step; what was counted in one line, or None where it was stopped before the end."""
    options, store, stop = importer.options, importer.store, importer.stop
    paths = make_corpus(options.folder, options.files, options.ngrams)
    began = time.process_time()
    importer.count(paths)
    seconds = time.process_time() - began
    words = [*importer.vocabulary.numbers]
    found = None if stop.is_set() else count_continuations(store, len(words), stop)
    if found is None:
        print(f"interrupted: {len(store.done())} of {len(paths)} files are counted", file=sys.stderr)
        return None
    after, word = max(zip(found, words, strict=True))
    told = f"digest {digest(store, words)}, {word!r} comes after {after:,} words"
    return f"{told}; {importer.lines} lines in {seconds:.3f} s of processor time"


def begin() -> Importer:
    """What is asked for, with its store open; Ctrl-C stops it from here on."""
    options, stop = parse_options(), Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    options.is_kept = options.into is not None
    options.into = options.into or options.folder / f"counts-{options.overlay}.{options.store}"
    options.into.parent.mkdir(parents=True, exist_ok=True)
    return Importer(options, open_store(options.store, options.into), stop)


def main(importer: Importer) -> int:
    """Import, say what was counted, and stay where that was asked for; the exit status."""
    options = importer.options
    try:
        told = run_import(importer)
        if told is None:
            return INTERRUPTED
        print(told, flush=True)
        for _ in sys.stdin if options.serve else ():
            print("done", flush=True)
        return 0
    finally:
        importer.store.close()
        for leftover in () if options.is_kept else options.into.parent.glob(f"{options.into.name}*"):
            leftover.unlink()


if __name__ == "__main__":
    IMPORTER = begin()
    sys.exit(main(IMPORTER))
