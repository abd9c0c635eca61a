"""SM106: transparent huge pages inflate the RSS."""

from collections.abc import Iterator
from statistics import median

from sparsemem.diagnose.quantities.severity import severity
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Finding, Moment, Remedy, Sweep
from sparsemem.units import format_share, format_size

REMEDIES = (
    Remedy(
        "Switch them off for this program, before it allocates: the setting is inherited by what it starts.",
        "ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)  # PR_SET_THP_DISABLE",
    ),
    Remedy("Where numpy asks for them, for arrays of 4 MB and more, have it not ask.", "NUMPY_MADVISE_HUGEPAGE=0"),
    Remedy("Where malloc was told to ask for them, take that back.", "GLIBC_TUNABLES=glibc.malloc.hugetlb=0"),
    Remedy(
        "Where the machine gives them to every program, leave them to those that ask.",
        "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
    ),
)


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where the program holds much less memory at its end when it has no huge pages.

    Of the difference at most as much counts as was in huge pages: the rest is another one between the two runs.
    """
    sweep = measured.sweep
    without = sweep.control.moments.end if sweep.control and sweep.control.outcome == "ok" else None
    if sweep.control is None or without is None:
        return
    known = _ends(sweep, sweep.control.scale)
    if not known:
        return
    rss, anonymous, huge = (
        round(median(values))
        for values in zip(*((e.rss_bytes, e.anonymous_bytes or 0, e.huge_bytes or 0) for e in known), strict=True)
    )
    size = min(max(rss - without.rss_bytes, 0), huge)
    level = severity(size, anonymous)
    if level is None:
        return
    yield Conclusion(
        severity=level,
        message=(
            f"Without transparent huge pages the program holds {format_size(size)} less at its end, "
            f"{format_share(size, anonymous)} of its anonymous memory: {format_size(huge)} of that are in pages of "
            "2 MB, which are resident as a whole as soon as one byte of them is touched."
        ),
        bytes=size,
        evidence={
            "scale": sweep.control.scale,
            "rss_bytes": rss,
            "control_rss_bytes": without.rss_bytes,
            "huge_bytes": huge,
            "anonymous_bytes": anonymous,
            "thp": sweep.environment.thp,
        },
    )


def _ends(sweep: Sweep, scale: int) -> list[Moment]:
    """The ends of the runs of a scale at which it is known how much is in huge pages."""
    ends = [run.moments.end for run in sweep.completed(scale)]
    return [end for end in ends if end and end.huge_bytes is not None and end.anonymous_bytes is not None]


def is_answered(measured: Measurements) -> bool:
    """Whether there was a run without huge pages, or so little in them that none was needed."""
    sweep = measured.sweep
    if sweep.control is not None:
        return sweep.control.outcome == "ok" and sweep.control.moments.end is not None
    ends = _ends(sweep, sweep.completed_scales[-1]) if sweep.completed_scales else []
    return bool(ends) and all(severity(end.huge_bytes or 0, end.anonymous_bytes or 0) is None for end in ends)


def accounts_for(huge: Finding, other: Finding) -> bool:
    """Whether the memory of another finding is for the most part in huge pages.

    A page of 2 MB is part of the ledger like any other, so that what it inflates is found there as well.
    """
    return huge.bytes is not None and (other.bytes or 0) <= 2 * huge.bytes


RULE = RuntimeRule(
    code="SM106",
    name="huge pages",
    family="sparse",
    meaning="""
        The kernel can back memory by pages of 2 MB in place of 4 kB. Where a program touches a little here and
        there (large tables that are nearly empty, heaps that were trimmed page by page), each touch makes 2 MB
        resident, and what was returned to the kernel in small pieces comes back as a whole. It is no leak; the
        same program without huge pages holds less, and may be slower for it.
    """,
    measured="""
        The RSS at the end less that of one more run at the largest scale, started with huge pages switched off
        (prctl PR_SET_THP_DISABLE). That run is made only where smaps says that much of the memory at the end is in
        huge pages (AnonHugePages).
    """,
    example="""
        import mmap

        table = mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        table.madvise(mmap.MADV_HUGEPAGE)
        for place in range(0, len(table), 2 << 20):
            table[place] = 1  # 512 bytes in all, and 1 GB resident
    """,
    remedies=REMEDIES,
    check=check,
    is_answered=is_answered,
    accounts_for=accounts_for,
    leads=True,
    questions=("gap",),
)
