"""Counts in SQLite: one table, whose key begins with the number of the file."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from stores import Row


class Store:
    """A file of SQLite, written ahead: readers see what is committed."""

    SCHEMA = """
        CREATE TABLE IF NOT EXISTS ngrams (file INT, ngram INT, matches INT, PRIMARY KEY (file, ngram)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS words (number INTEGER PRIMARY KEY, word TEXT);
        CREATE TABLE IF NOT EXISTS done (file INTEGER PRIMARY KEY);
    """
    ADD = "INSERT INTO ngrams VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET matches = matches + excluded.matches"

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, check_same_thread=False)
        self.connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + self.SCHEMA)

    def begin(self, file: int) -> None:
        """Forget what was counted of a file that was never done."""
        self.connection.execute("DELETE FROM ngrams WHERE file = ?", (file,))

    def add(self, file: int, rows: Sequence[Row]) -> None:
        """Add counts of a file, a chunk of them."""
        self.connection.executemany(self.ADD, ((file, ngram, matches) for ngram, matches in rows))

    def commit(self, words: Iterable[str], done: Iterable[int]) -> None:
        """Make all that was added durable, with the new words and the files that are done: one transaction."""
        self.connection.executemany("INSERT INTO words (word) VALUES (?)", ((word,) for word in words))
        self.connection.executemany("INSERT OR IGNORE INTO done VALUES (?)", ((file,) for file in done))
        self.connection.commit()

    def done(self) -> set[int]:
        """The files that are counted wholly."""
        return {file for (file,) in self.connection.execute("SELECT file FROM done")}

    def words(self) -> list[str]:
        """The words by their number."""
        return [word for (word,) in self.connection.execute("SELECT word FROM words ORDER BY number")]

    def rows(self) -> Iterator[Row]:
        """All counts."""
        return self.connection.execute("SELECT ngram, matches FROM ngrams")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
