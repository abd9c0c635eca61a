"""Entities of batches of texts, found with one pipeline; in a zone for each batch, where that is asked for."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext

from pipelines import PIPELINES
from tables import read_tables

import sparsemem

Entity = tuple[str, str]
"""Label and text: plain strings, which need neither the document nor the zone that they were found in."""


class EntityService:
    """A pipeline, and what it has found."""

    def __init__(self, pipeline: str = "rules", zone: bool = False, keep: bool = False) -> None:
        self.make, self.zone, self.keep = PIPELINES[pipeline], zone, keep
        self.nlp = self.make()
        self.results: list[str] = []
        """The texts of all entities, where they are kept."""
        self.batches = self.found = 0
        self._digest = hashlib.sha256()

    def entities(self, texts: Iterable[str]) -> Iterator[Entity]:
        """Of a batch, one by one. What is made for a batch in a zone is gone when the batch is."""
        with self.nlp.memory_zone() if self.zone else nullcontext():
            for document in self.nlp.pipe(texts):
                for entity in document.ents:
                    yield entity.label_, entity.text

    def handle(self, texts: Iterable[str]) -> None:
        """Find what is in a batch, and keep it where that is asked for."""
        for label, text in self.entities(texts):
            self._digest.update(f"{label} {text}\n".encode())
            self.found += 1
            if self.keep:
                self.results.append(text)
        self.batches += 1

    @property
    def told(self) -> str:
        """What was found so far: equal for equal entities in the same order."""
        return f"{self.batches} batches, {self.found:,} entities, digest {self._digest.hexdigest()[:16]}"

    def row(self) -> dict[str, int | tuple[int, int]]:
        """What there is after a batch: RSS and tables in bytes."""
        tables, vocab = read_tables(self.nlp), self.nlp.vocab
        return {
            "batch": self.batches,
            "rss": sparsemem.ledger(quick=True).moment.rss_bytes,
            "vocab": len(vocab),
            "strings": len(vocab.strings),
            "cells": tables.cells,
            "used": tables.used,
            "addresses": tables.addresses,
            "pieces": tables.pieces,
        }

    def lexemes(self) -> int:
        """The words that there are. `len(nlp.vocab)` counts those that are gone as well."""
        return sum(1 for _ in self.nlp.vocab)
