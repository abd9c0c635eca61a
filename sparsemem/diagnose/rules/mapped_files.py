"""SM107: RSS that is mapped files. The kernel takes it back when it needs it: a note, never more."""

from collections.abc import Iterator

from sparsemem.diagnose.quantities.series import at, series
from sparsemem.diagnose.quantities.severity import WARNING_BYTES, WARNING_SHARE
from sparsemem.diagnose.ruling.judgement import is_known, part
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.diagnose.ruling.runtime_rule import Conclusion, RuntimeRule
from sparsemem.model import Remedy
from sparsemem.units import format_share, format_size

REMEDIES = (Remedy("Nothing needs to be done. Set alarms on anonymous memory (RssAnon), not on RSS."),)


mapped_bytes = part("end", "file_bytes")
"""Resident pages of mapped files at the end."""


def check(measured: Measurements) -> Iterator[Conclusion]:
    """Where mapped files are a large part of the RSS at the end: a note."""
    mapped, rss = series(measured.sweep, mapped_bytes), series(measured.sweep, at("end", "rss_bytes"))
    if not mapped.last or not rss.last:
        return
    if mapped.last < WARNING_BYTES or mapped.last < WARNING_SHARE * rss.last:
        return
    yield Conclusion(
        severity="note",
        message=(
            f"{format_size(mapped.last)} of the RSS, {format_share(mapped.last, rss.last)}, are pages of mapped "
            "files: libraries, and files read through a mapping. The kernel drops them when memory is needed."
        ),
        bytes=mapped.last,
        evidence={
            "scale": mapped.points[-1][0],
            "rss_bytes": rss.last,
            "bytes_by_scale": {str(scale): size for scale, size in mapped.points},
        },
    )


RULE = RuntimeRule(
    code="SM107",
    name="mapped files",
    family=None,
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
    check=check,
    is_answered=is_known(mapped_bytes),
)
