"""A service that finds entities: `python service.py --zone --discovery 24` tells of each batch what it took.

With `--serve` it obeys one word a line until standard input ends, and answers with one line: `work` (one batch more),
`rest` (all that are left), `lexemes`, `drop` (the pipeline), `reload`, `compact` (the results), `trim`.
"""

import argparse
import gc
import json
import pickle
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from entities import EntityService
from pipelines import PIPELINES
from texts import Traffic, make_batches

import sparsemem


class Desk:
    """Takes one batch after the other, and what else the service is told."""

    def __init__(self, service: EntityService, batches: Iterator[Iterator[str]]) -> None:
        self.service, self.batches = service, batches

    def work(self) -> str:
        """One batch."""
        self.service.handle(next(self.batches))
        return json.dumps(self.service.row())

    def rest(self) -> str:
        """All batches that are left."""
        for texts in self.batches:
            self.service.handle(texts)
        return self.service.told

    def lexemes(self) -> str:
        """How many words there are."""
        return str(self.service.lexemes())

    def drop(self) -> str:
        """Let go of the pipeline, and keep what it has found."""
        del self.service.nlp
        gc.collect()
        return "dropped"

    def reload(self) -> str:
        """A new pipeline in the place of the old one."""
        self.drop()
        self.service.nlp = self.service.make()
        return "reloaded"

    def compact(self) -> str:
        """Copy what was found, and let go of the originals."""
        self.service.results = pickle.loads(pickle.dumps(self.service.results))
        return f"{len(self.service.results):,} results"

    def trim(self) -> str:
        """What malloc returns."""
        return str(sparsemem.trim())


def parse_options() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pipeline", choices=[*PIPELINES], default="rules")
    parser.add_argument("--zone", action="store_true", help="what a batch needs goes with the batch")
    parser.add_argument("--keep", action="store_true", help="the texts of all entities")
    parser.add_argument("--words", type=int, default=Traffic.words, help="in a batch")
    parser.add_argument("--discovery", type=int, default=Traffic.discovery, help="batches in which every word is new")
    parser.add_argument("--steady", type=int, default=Traffic.steady, help="batches after them")
    parser.add_argument("--watch", type=Path, default=None, metavar="FILE", help="write down how the memory goes on")
    parser.add_argument("--serve", action="store_true", help="obey words on standard input")
    return parser.parse_args()


def run_through(desk: Desk, file: Path | None) -> None:
    """All batches, with a line for each, and a mark where that is watched."""
    vocab = desk.service.nlp.vocab
    counters = {"vocab": lambda: len(vocab), "strings": lambda: len(vocab.strings)}
    with sparsemem.watch(file, counters=counters, live=True) if file else nullcontext() as watch:
        for texts in desk.batches:
            desk.service.handle(texts)
            print(json.dumps(desk.service.row()), flush=True)
            if watch:
                watch.mark("batch")


def main(desk: Desk, options: argparse.Namespace) -> None:
    """Run through, or obey."""
    if not options.serve:
        run_through(desk, options.watch)
        print(desk.service.told)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        print(getattr(desk, line.strip())(), flush=True)


if __name__ == "__main__":
    OPTIONS = parse_options()
    DESK = Desk(
        EntityService(OPTIONS.pipeline, OPTIONS.zone, OPTIONS.keep),
        make_batches(Traffic(OPTIONS.words, OPTIONS.discovery, OPTIONS.steady)),
    )
    main(DESK, OPTIONS)
