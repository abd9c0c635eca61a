"""Records full of names that a page must take for nothing but text."""

from dataclasses import replace

from maps import SAMPLE
from recorded import read
from sparsemem.model import Cycle, Heap, HeapCache, HeapOwner, HeapType, Location, MapOwner, Report
from sparsemem.model.saved_records import load_report
from sparsemem.units import MB

NAMES = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "\"'`\\ ${1} {{ 7 * 7 }} {% raw %}",
    "two\nlines\ttab",
    "\u202egnirts \u2066turned",
    "x" * 10_000,
    "<b>bold</b><br><a href='javascript:alert(3)'>link</a>",
)


def hostile_heap() -> Heap:
    """Each name as an owner, a type, a cycle and a cache."""
    owners = tuple(
        HeapOwner(name, (name, "str"), 10, (at + 1) * MB, 2 * MB, (at - 2) * MB, 5, (name, name), 3, 1, name)
        for at, name in enumerate(NAMES)
    )
    rest = HeapOwner(None, (), 5, MB, MB)
    return Heap(
        objects=100,
        live_bytes=sum(owner.live_bytes for owner in owners) + MB,
        garbage_objects=20,
        garbage_bytes=9 * MB,
        coverage=0.9,
        owners=(*owners, rest),
        types=tuple(HeapType(name, 3, MB, MB) for name in NAMES),
        cycles=tuple(Cycle(f"{name}.a -> list[] -> {name}", (name,), 2, 4, MB, MB) for name in NAMES),
        caches=tuple(
            HeapCache(name, name, 3, None, None, 1, 2, 1, 10, MB, 10, Location(name, 3, name)) for name in NAMES
        ),
        growth_bytes=MB,
        growth_seconds=3.0,
    )


def hostile_scan() -> Report:
    """The recorded scan with such names wherever a name stands."""
    report = load_report(read("scan.json"), "scan.json")
    name = "".join(NAMES)
    finding = report.findings[0]
    evidence = finding.evidence | {
        "pinners": [{"owner": one, "type": one, "blocks": 3, "share_bytes": MB, "sole_bytes": None} for one in NAMES]
    }
    evidence |= {name: {"inner": name}, "nothing": None, "list": [name, 3], "numbers": [1.5, 2]}
    finding = replace(
        finding, message=name, subject=name, location=Location(name, 3, name), evidence=evidence,
        remedies=tuple(replace(one, text=name, command=name) for one in finding.remedies),
    )  # fmt: skip
    target = replace(report.target, path=name, argv=NAMES)
    plan = replace(report.plan, detail=name)
    heap_map = replace(SAMPLE, owners=(MapOwner(name, 3), MapOwner(NAMES[0], 1)))
    return replace(report, findings=(finding,), target=target, plan=plan, heap=hostile_heap(), heap_map=heap_map)


def crowded_heap() -> Report:
    """The recorded scan with two thousand owners of much the same size."""
    report = load_report(read("scan.json"), "scan.json")
    owners = tuple(
        HeapOwner(f"shop.M{at % 7}.T{at}", ("str",), 3, MB + at, MB, path=(f"shop.M{at % 7}.T{at}",))
        for at in range(2_000)
    )
    assert report.heap is not None
    live = sum(one.live_bytes for one in owners)
    return replace(report, heap=replace(report.heap, owners=owners, live_bytes=live, coverage=1.0))
