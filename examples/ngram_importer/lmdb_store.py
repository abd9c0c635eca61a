"""Counts in LMDB, a memory map: its pages count as file pages in the RSS. It needs the package `lmdb`."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import lmdb
from stores import Row


class Store:
    """A file of LMDB with a table of counts, one of words and one of files."""

    MAP_BYTES = 1 << 33

    def __init__(self, path: Path) -> None:
        # LMDB's own lock belongs to the thread that took it; the importer's lock keeps its threads apart.
        options = {"subdir": False, "max_dbs": 3, "lock": False, "metasync": False}
        self.environment = lmdb.open(str(path), map_size=self.MAP_BYTES, **options)
        self.tables = {name: self.environment.open_db(name.encode()) for name in ("ngrams", "words", "done")}
        self.transaction = self.environment.begin(write=True)

    def begin(self, file: int) -> None:
        """Forget what was counted of a file that was never done."""
        start = struct.pack(">H", file)
        with self.transaction.cursor(self.tables["ngrams"]) as cursor:
            found = cursor.set_range(start)
            while found and cursor.key().startswith(start):
                found = cursor.delete()

    def add(self, file: int, rows: Sequence[Row]) -> None:
        """Add counts of a file, a chunk of them."""
        with self.transaction.cursor(self.tables["ngrams"]) as cursor:
            for ngram, matches in rows:
                key = struct.pack(">HQ", file, ngram)
                before = struct.unpack("Q", cursor.value())[0] if cursor.set_key(key) else 0
                cursor.put(key, struct.pack("Q", before + matches))

    def commit(self, words: Iterable[str], done: Iterable[int]) -> None:
        """Make all that was added durable, with the new words and the files that are done: one transaction."""
        number = self.transaction.stat(self.tables["words"])["entries"]
        for at, word in enumerate(words, number):
            self.transaction.put(struct.pack(">I", at), word.encode(), db=self.tables["words"])
        for file in done:
            self.transaction.put(struct.pack(">H", file), b"", db=self.tables["done"])
        self.transaction.commit()
        self.transaction = self.environment.begin(write=True)

    def _items(self, table: str) -> Iterator[tuple[bytes, bytes]]:
        with self.transaction.cursor(self.tables[table]) as cursor:
            yield from cursor

    def done(self) -> set[int]:
        """The files that are counted wholly."""
        return {struct.unpack(">H", key)[0] for key, _ in self._items("done")}

    def words(self) -> list[str]:
        """The words by their number."""
        return [word.decode() for _, word in self._items("words")]

    def rows(self) -> Iterator[Row]:
        """All counts."""
        for key, value in self._items("ngrams"):
            yield struct.unpack(">HQ", key)[1], struct.unpack("Q", value)[0]

    def close(self) -> None:
        """Let go of the file; what was not committed is gone."""
        self.transaction.abort()
        self.environment.close()
