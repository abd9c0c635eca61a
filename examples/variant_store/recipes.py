"""Ways to bring variants into a table of LanceDB. Each takes a stream of dicts, and leaves the same rows."""

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lancedb
import pyarrow
from variants import SCHEMA

Variant = dict[str, Any]
_BATCH = 250
_SMALL_BATCH, _CHUNK, _GC_EVERY = 25, 5, 5
"""Those of the report: batches of 25, streamed in chunks of 5, with a collection after every fifth batch."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How rows are brought into a table."""

    add: Callable[[Any, Iterable[Variant]], None]
    metadata_cache_bytes: int | None = None
    """The bound of the cache that the connection keeps of the table's versions; None for LanceDB's own."""


def batches(variants: Iterable[Variant], size: int) -> Iterator[list[Variant]]:
    """Lists of so many, the last one shorter."""
    rest = iter(variants)
    while batch := list(islice(rest, size)):
        yield batch


def add_at_once(table: Any, variants: Iterable[Variant]) -> None:
    """One list of all, as it is first written."""
    table.add(list(variants))


def add_batches(size: int) -> Callable[[Any, Iterable[Variant]], None]:
    """One `add` a batch."""

    def add(table: Any, variants: Iterable[Variant]) -> None:
        for batch in batches(variants, size):
            table.add(batch)

    return add


def add_in_chunks(table: Any, variants: Iterable[Variant]) -> None:
    """The report's way."""
    for number, batch in enumerate(batches(variants, _SMALL_BATCH), 1):
        for chunk in batches(batch, _CHUNK):
            table.add(pyarrow.Table.from_pylist(chunk, SCHEMA))
        if number % _GC_EVERY == 0:
            gc.collect()


def add_stream(table: Any, variants: Iterable[Variant]) -> None:
    """One `add` of a reader, which asks for a batch when it has written the one before."""
    made = (pyarrow.RecordBatch.from_pylist(batch, SCHEMA) for batch in batches(variants, _BATCH))
    table.add(pyarrow.RecordBatchReader.from_batches(SCHEMA, made))


RECIPES = {
    "at once": Recipe(add_at_once),
    "batches of 25": Recipe(add_batches(_SMALL_BATCH)),
    "chunks of 5": Recipe(add_in_chunks),
    "chunks of 5, small cache": Recipe(add_in_chunks, metadata_cache_bytes=8 << 20),
    "batches of 250": Recipe(add_batches(_BATCH)),
    "stream": Recipe(add_stream),
}


def connect(folder: str, recipe: Recipe) -> Any:
    """A database in a folder, with the caches that the recipe asks for."""
    bound = recipe.metadata_cache_bytes
    session = (
        None if bound is None else lancedb.Session(index_cache_size_bytes=1 << 20, metadata_cache_size_bytes=bound)
    )
    return lancedb.connect(folder, session=session)
