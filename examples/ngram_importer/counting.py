"""Counts files into a store: read, add up in an overlay, write in chunks, and a checkpoint after some files."""

import argparse
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Event, Lock

from overlays import OVERLAYS, Counted, Overlay, Vocabulary
from records import each_spelling, each_year, read_lines
from stores import Store


class Importer:
    """Counts files, each on one thread, into one store."""

    def __init__(self, options: argparse.Namespace, store: Store, stop: Event) -> None:
        self.options, self.store, self.stop = options, store, stop
        self.vocabulary = Vocabulary(store.words())
        self.lines = 0
        self._written_words = len(self.vocabulary.numbers)
        self._finished: list[int] = []
        self._lock = Lock()

    def count(self, paths: list[Path]) -> None:
        """Count the files that are not done yet; those that were done when it is stopped stay done."""
        done = self.store.done()
        left = [(file, path) for file, path in enumerate(paths) if file not in done]
        if self.options.overlay == "tuples":
            self._count_into_one(left)
            return
        with ThreadPoolExecutor(self.options.threads) as pool:
            for _ in pool.map(lambda one: self._count_file(*one), left):
                pass
        if self._finished:
            self._commit()

    def _count_into_one(self, files: Iterable[tuple[int, Path]]) -> None:
        """One overlay for all files, which is written at the end: nothing is done before everything is."""
        overlay, last = self._overlay(), 0
        for last, path in files:
            self._add_file(last, path, overlay)
            self._finished.append(last)
        if not self.stop.is_set():
            self._write(last, overlay)
            self._commit()

    def _count_file(self, file: int, path: Path) -> None:
        overlay = self._overlay()
        with self._lock:
            self.store.begin(file)
        self._add_file(file, path, overlay)
        if self.stop.is_set():
            return
        self._write(file, overlay)
        with self._lock:
            self._finished.append(file)
            if len(self._finished) >= self.options.checkpoint_every:
                self._commit()

    def _overlay(self) -> Overlay:
        budget = self.options.budget_mb and (self.options.budget_mb << 20) // self.options.threads
        return OVERLAYS[self.options.overlay](self.vocabulary, budget or None)

    def _add_file(self, file: int, path: Path, overlay: Overlay) -> None:
        read = each_year if self.options.overlay == "tuples" else each_spelling
        for ngram, matches in read(self._counted(read_lines(path))):
            overlay.add(ngram, matches)
            if overlay.is_full():
                self._write(file, overlay)
            if self.stop.is_set():
                return

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        count = 0
        for count, line in enumerate(lines, 1):  # noqa: B007 - it is what is told
            yield line
        with self._lock:
            self.lines += count

    def _write(self, file: int, overlay: Overlay) -> None:
        """Write what an overlay holds, in transactions of a chunk each."""
        rows = overlay.drain()
        while (chunk := _chunk(rows, self.options.chunk)) and not self.stop.is_set():
            with self._lock:
                self.store.add(file, chunk)
                if self.options.chunk:
                    self._commit(())

    def _commit(self, done: Iterable[int] | None = None) -> None:
        words = self.vocabulary.since(self._written_words)
        self.store.commit(words, self._finished if done is None else done)
        self._written_words += len(words)
        if done is None:
            self._finished = []


def _chunk(rows: Iterator[Counted], size: int) -> list[Counted]:
    """The next rows; all that are left where the size is 0."""
    return list(islice(rows, size or None))
