"""Variants of genes, always the same ones: a dict each, with an embedding of 1,024 numbers."""

import random
from collections.abc import Iterator
from typing import Any

import pyarrow

DIMENSIONS = 1_024
_BASES = "ACGT"
_CONSEQUENCES = ("missense", "synonymous", "stop gained", "splice donor", "intron", "frameshift")

SCHEMA = pyarrow.schema(
    [
        pyarrow.field("id", pyarrow.string(), nullable=False),
        pyarrow.field("chromosome", pyarrow.string()),
        pyarrow.field("position", pyarrow.int64()),
        pyarrow.field("reference", pyarrow.string()),
        pyarrow.field("alternative", pyarrow.string()),
        pyarrow.field("gene", pyarrow.string()),
        pyarrow.field("consequence", pyarrow.string()),
        pyarrow.field("frequency", pyarrow.float64()),
        pyarrow.field("summary", pyarrow.string()),
        pyarrow.field("vector", pyarrow.list_(pyarrow.float32(), DIMENSIONS)),
    ]
)


def make_variants(count: int) -> Iterator[dict[str, Any]]:
    """So many of them, made one by one."""
    draw = random.Random(count)
    for number in range(count):
        chromosome, position = str(number % 22 + 1), 10_000 + number * 37
        reference, alternative = draw.sample(_BASES, 2)
        consequence = _CONSEQUENCES[number % len(_CONSEQUENCES)]
        shift = draw.random()
        yield {
            "id": f"{chromosome}-{position}-{reference}-{alternative}",
            "chromosome": chromosome,
            "position": position,
            "reference": reference,
            "alternative": alternative,
            "gene": f"GENE{number % 900}",
            "consequence": consequence,
            "frequency": draw.random() ** 4,
            "summary": f"{consequence} at {chromosome}:{position} in GENE{number % 900}",
            "vector": [(shift + at * 0.618) % 1.0 for at in range(DIMENSIONS)],
        }
