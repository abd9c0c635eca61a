"""The table of caches: a column is there where a cache has something in it."""

from dataclasses import replace

from sparsemem.model import Heap, HeapCache, Process
from sparsemem.report.words.cache_words import cache_table, shown_caches
from sparsemem.units import MB

PLAIN = HeapCache("shop.load", "functools.lru_cache", 9, *(None,) * 6, 3 * MB, None, None)


def test_columns_in_which_nothing_is_are_left_out() -> None:
    found = cache_table([PLAIN])
    assert found.heads == ("cache", "entries", "bound", "holds")
    assert found.rows == (("shop.load: functools.lru_cache", "9", "none", "3.0 MB"),)
    assert found.note == ""


def test_what_one_cache_has_is_a_column_of_all() -> None:
    found = cache_table([PLAIN, replace(PLAIN, hits=1, misses=3, expired_entries=0, held_elsewhere_bytes=MB)])
    assert found.heads == ("cache", "entries", "bound", "hit", "expired", "holds", "elsewhere")
    assert [row[3:5] for row in found.rows] == [("", ""), ("25 %", "0")]
    assert found.note.startswith("elsewhere: ")


def test_caches_of_other_processes_are_named_with_them() -> None:
    theirs = replace(PLAIN, process=7, retained_bytes=5 * MB)
    heap = Heap(1, MB, None, None, None, (), (), caches=(PLAIN, replace(PLAIN, retained_bytes=1)))
    shown = shown_caches(heap, 9, [Process(7, 1, "python3 a.py", None, None, caches=(theirs,))])
    assert [row[0] for row in cache_table(shown).rows] == [
        "shop.load: functools.lru_cache, in process 7",
        "shop.load: functools.lru_cache",
    ]
