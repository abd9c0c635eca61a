"""The importer counts the same whatever its overlay, store and threads, and goes on after Ctrl-C and after a kill."""

import gzip
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from examples.pairs import EXAMPLES

PROGRAM = str(EXAMPLES / "ngram_importer" / "importer.py")
NGRAMS = 3_000
UNBOUNDED = ("--overlay", "tuples", "--chunk", "0")
BOUNDED = ("--overlay", "packed", "--budget-mb", "1")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ngrams") / "made by the program"


def start(corpus: Path, *options: str, ngrams: int = NGRAMS, files: int = 4) -> "subprocess.Popen[str]":
    command = [sys.executable, PROGRAM, *options, "--ngrams", str(ngrams), "--files", str(files), str(corpus)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(corpus: Path, *options: str, ngrams: int = NGRAMS, files: int = 4) -> tuple[str, int]:
    """The counts, by their digest, and the lines that were read for them."""
    process = start(corpus, *options, ngrams=ngrams, files=files)
    said, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint
    counts, _, cost = said.partition("; ")
    return counts, int(cost.split()[0])


def test_each_way_gives_the_same_counts(corpus: Path) -> None:
    ways = [UNBOUNDED, BOUNDED, (*BOUNDED, "--chunk", "100"), (*BOUNDED, "--threads", "3"), ("--overlay", "packed")]
    if find_spec("lmdb"):
        ways += [(*BOUNDED, "--store", "lmdb"), (*BOUNDED, "--store", "lmdb", "--threads", "3")]
    assert len({run(corpus, *way) for way in ways}) == 1


def test_the_counts_are_those_of_the_files(corpus: Path) -> None:
    into = corpus / "counts.sqlite"
    run(corpus, *BOUNDED, "--into", str(into))
    expected: Counter[str] = Counter()
    for path in corpus.glob(f"2gram-{NGRAMS}-*.gz"):
        with gzip.open(path, "rt") as file:
            for line in file:
                ngram, _, matches, _ = line.split("\t")
                expected[ngram.lower()] += int(matches)
    with sqlite3.connect(into) as connection:
        words = [word for (word,) in connection.execute("SELECT word FROM words ORDER BY number")]
        rows = connection.execute("SELECT ngram, matches FROM ngrams").fetchall()
    assert {f"{words[key >> 32]} {words[key & 0xFFFFFFFF]}": count for key, count in rows} == expected


def some_files_are_done(into: Path) -> bool:
    if not into.exists():
        return False
    try:
        with sqlite3.connect(into) as connection:
            return bool(connection.execute("SELECT count(*) FROM done").fetchone()[0])
    except sqlite3.OperationalError:  # its tables are not there yet
        return False


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_was_ended_goes_on_where_it_was(corpus: Path, by: signal.Signals) -> None:
    size = {"ngrams": 8_000, "files": 8}
    whole = run(corpus, *BOUNDED, **size)
    into = corpus / f"ended-by-{by.name}.sqlite"
    process = start(corpus, *BOUNDED, "--chunk", "500", "--into", str(into), **size)
    while process.poll() is None and not some_files_are_done(into):
        time.sleep(0.01)
    process.send_signal(by)
    _, complaint = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("it was over before the signal came")
    assert process.returncode == (130 if by is signal.SIGINT else -by)
    if by is signal.SIGINT:
        assert complaint.startswith("interrupted: ")
        assert complaint.endswith(" of 8 files are counted\n")
    again = run(corpus, *BOUNDED, "--into", str(into), **size)
    assert again[0] == whole[0]
    assert again[1] < whole[1]
    assert run(corpus, *BOUNDED, "--into", str(into), **size) == (whole[0], 0)


def test_the_last_step_is_left_when_it_is_told_to_stop(corpus: Path) -> None:
    script = (
        "import sys, threading; sys.path.insert(0, sys.argv[1])\n"
        "from continuations import count_continuations\n"
        "class Rows:\n"
        "    read = 0\n"
        "    def rows(self):\n"
        "        while self.read < 10**9:\n"
        "            self.read += 1\n"
        "            if self.read == 10_000: stop.set()\n"
        "            yield self.read % 7, 1\n"
        "stop, rows = threading.Event(), Rows()\n"
        "print(count_continuations(rows, 7, stop), rows.read < 20_000)\n"
    )
    folder = str(EXAMPLES / "ngram_importer")
    done = subprocess.run(
        [sys.executable, "-c", script, folder], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "None True\n"
