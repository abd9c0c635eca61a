"""A service that finds entities: `python service.py --zone --discovery 24` tells of each batch what it took.

With `--serve` it obeys one word a line until standard input ends, and answers with one line: `work` (one batch more),
`rest` (all that are left), `told`, `lexemes`, `drop` (the pipeline), `reload`, `pack` (the results), `forget`,
`trim`.
"""

import argparse
import gc
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from entities import EntityService
from pipelines import PIPELINES
from texts import Traffic, make_batches

import sparsemem
from sparsemem.live.watching import Watch


class Desk:
    """Takes one batch after the other, and what else the service is told."""

    def __init__(self, service: EntityService, batches: Iterator[Iterator[str]], watch: Watch | None) -> None:
        self.service, self.batches, self.watch = service, batches, watch

    def handle(self, texts: Iterator[str]) -> None:
        """Find what is in a batch, and note it where the service is watched."""
        self.service.handle(texts)
        if self.watch:
            vocab = self.service.nlp.vocab
            self.watch.mark("batch", vocab=len(vocab), strings=len(vocab.strings))

    def work(self) -> str:
        """One batch."""
        self.handle(next(self.batches))
        return json.dumps(self.service.row())

    def rest(self) -> str:
        """All batches that are left."""
        for texts in self.batches:
            self.handle(texts)
        return self.told()

    def told(self) -> str:
        """What was found so far."""
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

    def pack(self) -> str:
        """Make one text of the results, which are small objects all over the heap."""
        count, self.service.results = len(self.service.results), ["\n".join(self.service.results)]
        return f"{count:,} results"

    def forget(self) -> str:
        """Let go of what the interpreter remembers of attributes: it keeps their names where they were first made.

        spaCy asks for an iterator of matches at each word; that makes a new text, `search`, for each (Modules/_sre).
        """
        getattr(sys, "_clear_internal_caches", getattr(sys, "_clear_type_cache", gc.collect))()
        return "forgotten"

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


def main(options: argparse.Namespace, watch: Watch | None) -> Desk:
    """Run through, or obey."""
    batches = make_batches(Traffic(options.words, options.discovery, options.steady))
    desk = Desk(EntityService(options.pipeline, options.zone, options.keep), batches, watch)
    if not options.serve:
        for texts in desk.batches:
            desk.handle(texts)
            print(json.dumps(desk.service.row()), flush=True)
        print(desk.told())
        return desk
    sparsemem.trim()  # what it loads is there from now on, and not made among what goes
    print("ready", flush=True)
    for line in sys.stdin:
        print(getattr(desk, line.strip())(), flush=True)
    return desk


if __name__ == "__main__":
    OPTIONS = parse_options()
    with sparsemem.watch(OPTIONS.watch, live=True) if OPTIONS.watch else nullcontext() as WATCH:
        main(OPTIONS, WATCH)
