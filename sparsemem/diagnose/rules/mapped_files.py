"""SM107: RSS that is mapped files. The kernel takes it back when it needs it: a note, never more."""

from sparsemem.diagnose.explanation import Explanation
from sparsemem.diagnose.judging import part
from sparsemem.diagnose.series import at, series
from sparsemem.diagnose.severity import WARNING_BYTES, WARNING_SHARE
from sparsemem.model import Finding, Remedy, Sweep
from sparsemem.units import format_share, format_size

CODE, NAME = "SM107", "mapped files"

REMEDIES = (Remedy("Nothing needs to be done. Set alarms on anonymous memory (RssAnon), not on RSS."),)


def check(sweep: Sweep) -> Finding | None:
    """A note where mapped files are a large part of the RSS at the end."""
    mapped, rss = series(sweep, part("end", "file_bytes")), series(sweep, at("end", "rss_bytes"))
    if not mapped.last or not rss.last:
        return None
    if mapped.last < WARNING_BYTES or mapped.last < WARNING_SHARE * rss.last:
        return None
    return Finding(
        code=CODE,
        name=NAME,
        severity="note",
        message=(
            f"{format_size(mapped.last)} of the RSS, {format_share(mapped.last, rss.last)}, are pages of mapped "
            "files: libraries, and files read through a mapping. The kernel drops them when memory is needed."
        ),
        subject=None,
        location=None,
        bytes=mapped.last,
        evidence={
            "scale": mapped.points[-1][0],
            "rss_bytes": rss.last,
            "bytes_by_scale": {str(scale): size for scale, size in mapped.points},
        },
        remedies=REMEDIES,
    )


EXPLANATION = Explanation(
    code=CODE,
    name=NAME,
    meaning="""
        The RSS counts the pages of mapped files: code of libraries, and data that was read through a mapping.
        The kernel drops them when memory is needed, so they are no reason to be killed, and nothing to free.
    """,
    measured="""
        The resident pages of mapped files that are not private copies, from smaps; files in memory (tmpfs,
        memfd) are not among them, because the kernel cannot drop those.
    """,
    example="""
        import numpy

        table = numpy.load("table.npy", mmap_mode="r")
        table.sum()  # the RSS is now that of the file
    """,
    remedies=REMEDIES,
)
