"""What was freed after the program's last line: memory that exit handlers freed was live before, and what our own
collection freed was garbage; neither was free and kept while the program ran.

Between `end` and `after_atexit` exit handlers run; between that and `after_collect` there is a `gc.collect()` alone.
"""

from sparsemem.diagnose.quantities.series import Quantity, at
from sparsemem.diagnose.ruling.judgement import increase, part
from sparsemem.model import Run


def _live_before(run: Run) -> int | None:
    """Just before our collection: at `end` where a service was stopped in place, and never left."""
    return at("end" if run.moments.after_atexit is None else "after_atexit", "live_bytes")(run)


collected_bytes = increase(at("after_collect", "live_bytes"), _live_before)
"""Bytes that the collection freed: what had waited for it at the end."""


def free_at_end(quantity: Quantity, free_part: str) -> Quantity:
    """Of some free memory at a later moment what was free at the program's last line, too.

    It takes away what exit handlers and our collection added to a part of the ledger, as far as there is more now
    than there was then.
    """
    before = part("end", free_part)
    added = increase(before, part("after_collect", free_part))

    def read(run: Run) -> int | None:
        size, then, more = quantity(run), before(run), added(run)
        if size is None or then is None or more is None:
            return size
        return size - min(more, max(size - then, 0))

    return read


def pool_bytes_collected(run: Run) -> int:
    """Bytes of libraries' pools that exit handlers and the collection freed in them; 0 where that is not known."""
    before, after = run.moments.end, run.moments.after_collect
    if before is None or after is None:
        return 0
    held, left = before.allocated.pool_bytes, after.allocated.pool_bytes
    return 0 if held is None or left is None else max(held - left, 0)
