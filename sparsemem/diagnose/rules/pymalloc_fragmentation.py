"""SM101: live blocks pin pymalloc's arenas."""

from dataclasses import replace

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.judging import Judgement, increase, judge, part
from sparsemem.diagnose.remedies import remedies_for
from sparsemem.diagnose.series import series
from sparsemem.model import Finding, Pinner, Remedy, Sweep
from sparsemem.units import format_ratio, format_size

CODE, NAME = "SM101", "pymalloc fragmentation"

REMEDIES = (
    Remedy("Stream the records: make each step of the chain a generator, so that no full copy is built at all."),
    Remedy(
        "Build what survives apart from what does not: before the temporary data, or copied once at the end into "
        "fresh, compact storage."
    ),
    Remedy(
        "Where the code cannot change, convert in a child process that hands over the result; its arenas go with it.",
        "concurrent.futures.ProcessPoolExecutor(max_tasks_per_child=1)",
    ),
)

_NAMED_SHARE, _MOST_NAMED, _MOST_SAVED = 0.05, 3, 20
_SAVED = ("owner", "type", "blocks", "arenas", "share_bytes", "sole_bytes")

held_bytes = increase(part("start", "python_free_bytes"), part("after_trim", "python_free_bytes"))
"""Bytes free in pymalloc's arenas after the last trim, less those at the start."""


def check(sweep: Sweep) -> Finding | None:
    """A finding where the held bytes are a large part of the anonymous memory at the end."""
    found = judge(sweep, held_bytes)
    if found is None:
        return None
    parts = ("python_live_bytes", "python_free_blocks_bytes", "python_free_pools_bytes")
    sizes = {name: series(sweep, part("after_trim", name)).last for name in parts}
    message = _message(found, sizes["python_live_bytes"] or 0)
    return found.finding(CODE, NAME, message, REMEDIES, **sizes)


def name_pinners(finding: Finding, pinners: tuple[Pinner, ...]) -> Finding:
    """The finding with those who pin the arenas named, where it is one of this rule and they are known."""
    if finding.code != CODE or not pinners:
        return finding
    most = [pinner for pinner in pinners if pinner.share_bytes >= _NAMED_SHARE * (finding.bytes or 0)]
    names = ", ".join(_named(pinner) for pinner in most[:_MOST_NAMED])
    saved = [{field: getattr(pinner, field) for field in _SAVED} for pinner in pinners[:_MOST_SAVED]]
    return replace(
        finding,
        message=finding.message + (f" Alive in them: {names}." if names else ""),
        subject=(most[0].owner or most[0].type) if most else None,
        evidence=finding.evidence | {"pinners": saved},
        remedies=remedies_for(pinners, finding.bytes or 0, REMEDIES, from_copies=bool(finding.explained_by)),
    )


def _named(pinner: Pinner) -> str:
    owner = f" of {pinner.owner}" if pinner.owner else ""
    return f"{pinner.blocks:,} {pinner.type}{owner} in {pinner.arenas:,} arenas"


def _message(found: Judgement, live: int) -> str:
    return (
        f"{format_size(found.bytes)} of Python's own heap is free but cannot go back to the system: small live "
        f"objects, {format_size(live)} in all, are spread over its arenas "
        f"({format_ratio(found.bytes + live, live)} their size), and an arena goes back only when it is wholly "
        f"empty. This is no leak, and malloc_trim cannot reach it.{found.doubt}"
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
    meaning="""
        Python takes memory for small objects (512 bytes and less) in arenas of 1 MiB, and gives an arena back
        only when every block in it is free. Where a program builds full copies of its data and a few small
        objects of each copy survive, each survivor keeps an arena: megabytes of live objects hold gigabytes of
        free memory. It is no leak: the memory is used again when Python next needs small blocks. But nothing
        else can have it, no allocator that is preloaded changes it, and malloc_trim does not reach it.
    """,
    measured="""
        Free blocks and free pools in pymalloc's arenas after the program's end, a collection, a release of
        libraries' pools and a malloc_trim(0), less those at its start; the interpreter's own statistics,
        checked against the headers of the pools as they are read from outside.
    """,
    example="""
        rows = {i: {"id": i, "name": f"user {i}"} for i in range(1_000_000)}
        shouted = {i: {**row, "label": row["name"].upper()} for i, row in rows.items()}
        LABELS = {row["label"]: i for i, row in shouted.items() if i % 50 == 0}
        del rows, shouted  # 20,000 labels live on, in nearly every arena
    """,
    remedies=REMEDIES,
)
