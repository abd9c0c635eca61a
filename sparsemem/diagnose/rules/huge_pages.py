"""SM106: transparent huge pages inflate the RSS."""

from statistics import median

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.severity import severity
from sparsemem.model import Finding, Remedy, Sweep
from sparsemem.units import format_share, format_size

CODE, NAME = "SM106", "huge pages"

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


def check(sweep: Sweep) -> Finding | None:
    """A finding where the program holds much less memory at its end when it has no huge pages.

    Of the difference at most as much counts as was in huge pages: the rest is another one between the two runs.
    """
    control = sweep.control.moments.end if sweep.control and sweep.control.outcome == "ok" else None
    if sweep.control is None or control is None:
        return None
    ends = [run.moments.end for run in sweep.completed(sweep.control.scale)]
    known = [end for end in ends if end and end.huge_bytes is not None and end.anonymous_bytes is not None]
    if not known:
        return None
    rss, anonymous, huge = (
        round(median(values))
        for values in zip(*((e.rss_bytes, e.anonymous_bytes or 0, e.huge_bytes or 0) for e in known), strict=True)
    )
    size = min(max(rss - control.rss_bytes, 0), huge)
    level = severity(size, anonymous)
    if level is None:
        return None
    return Finding(
        code=CODE,
        name=NAME,
        severity=level,
        message=(
            f"Without transparent huge pages the program holds {format_size(size)} less at its end, "
            f"{format_share(size, anonymous)} of its anonymous memory: {format_size(huge)} of that are in pages of "
            "2 MB, which are resident as a whole as soon as one byte of them is touched."
        ),
        subject=None,
        location=None,
        bytes=size,
        evidence={
            "scale": sweep.control.scale,
            "rss_bytes": rss,
            "control_rss_bytes": control.rss_bytes,
            "huge_bytes": huge,
            "anonymous_bytes": anonymous,
            "thp": sweep.environment.thp,
        },
        remedies=REMEDIES,
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
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
)
