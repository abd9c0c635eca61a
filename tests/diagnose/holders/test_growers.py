"""Who grows with the data, as a sentence of a scan: the name, bytes for each 1x, the fit."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.holders.growers import scale_evidence, scale_grower, tell_scale_growth
from sparsemem.diagnose.rules.transient_peak import RULE
from sparsemem.model import Heap, HeapOwner, Line
from sparsemem.units import MB
from sweeps import moment, run, sweep

CACHE = HeapOwner(
    "app.CACHE", ("dict", "str"), 400, 40 * MB, 40 * MB, 10 * MB, 100, ("app", "CACHE"), 400, 100, "dict",
    growth_fit=Line(0, 10 * MB, 1.0),
)  # fmt: skip
HEAP = Heap(
    500, 45 * MB, None, None, 1.0, (CACHE,), (), growth_bytes=11 * MB, growth_scales=(1, 2, 4),
    growth_fit=Line(MB, 11 * MB, 0.98),
)  # fmt: skip


def grown(**changes: object) -> Heap:
    return replace(HEAP, owners=(replace(CACHE, **changes),))  # type: ignore[arg-type]


def test_the_sentence() -> None:
    assert tell_scale_growth(HEAP) == (
        "With the data grows `app.CACHE` (dict of dict): it has 10.0 MB of the 11.0 MB that each 1x adds to the live "
        "heap, in 100 entries, in proportion to it (exponent 1.00 over 1x, 2x and 4x)."
    )


@pytest.mark.parametrize(
    ("exponent", "words"),
    [
        (2.0, "faster than it (exponent 2.00"),
        (0.5, "slower than it (exponent 0.50"),
        (None, "(seen at 1x, 2x and 4x)"),
    ],
)
def test_the_fit_in_words(exponent: float | None, words: str) -> None:
    assert words in tell_scale_growth(grown(growth_fit=Line(0, 10 * MB, exponent)))


@pytest.mark.parametrize(
    "heap",
    [
        None,
        replace(HEAP, growth_scales=()),
        replace(HEAP, growth_bytes=0),
        replace(HEAP, growth_bytes=40 * MB),
        replace(HEAP, live_bytes=990 * MB),
        grown(growth_bytes=None),
        grown(owner=None),
    ],
    ids=["unknown", "one look", "steady", "explains little", "hardly any of the heap", "growth unknown", "no name"],
)
def test_nobody_is_named_without_reason(heap: Heap | None) -> None:
    assert scale_grower(heap) is None
    assert (tell_scale_growth(heap), scale_evidence(heap)) == ("", {})


def test_a_peak_is_told_with_the_holder_that_stays_and_grows() -> None:
    measured = sweep(
        *(run(scale, end=moment(50 * scale * MB), peak=moment(200 * scale * MB)) for scale in (1, 2, 3, 4))
    )
    found = next(one for one in diagnose(measured, heap=HEAP).findings if one.code == RULE.code)
    assert "with the data grows `app.CACHE`" in found.message
    assert found.evidence["grower"] == {
        "owner": "app.CACHE",
        "bytes_per_scale": 10 * MB,
        "entries_per_scale": 100,
        "exponent": 1.0,
        "heap_bytes_per_scale": 11 * MB,
        "scales": [1, 2, 4],
    }
