"""What our own collection changed: memory that it alone freed was garbage before, and neither free nor kept.

Between `after_atexit` and `after_collect` nothing happens but a `gc.collect()`.
"""

from collections.abc import Callable

from sparsemem.diagnose.quantities.series import Quantity, at
from sparsemem.diagnose.ruling.judgement import increase, part
from sparsemem.model import Run


def _before(of: Callable[[str], Quantity]) -> Quantity:
    """A quantity just before our collection: at `end` where a service was stopped in place, and never left."""

    def read(run: Run) -> int | None:
        return of("end" if run.moments.after_atexit is None else "after_atexit")(run)

    return read


collected_bytes = increase(at("after_collect", "live_bytes"), _before(lambda moment: at(moment, "live_bytes")))
"""Bytes that the collection freed: what had waited for it at the end."""


def free_before_collection(quantity: Quantity, free_part: str) -> Quantity:
    """Of some free memory at a later moment what was free before our collection, too.

    It takes away what the collection added to a part of the ledger, as far as there is more now than there was then.
    """
    before = _before(lambda moment: part(moment, free_part))
    added = increase(before, part("after_collect", free_part))

    def read(run: Run) -> int | None:
        size, then, more = quantity(run), before(run), added(run)
        if size is None or then is None or more is None:
            return size
        return size - min(more, max(size - then, 0))

    return read


def pool_bytes_collected(run: Run) -> int:
    """Bytes of libraries' pools that the collection freed within them; 0 where that is not known."""
    before, after = run.moments.after_atexit or run.moments.end, run.moments.after_collect
    if before is None or after is None:
        return 0
    held, left = before.allocated.pool_bytes, after.allocated.pool_bytes
    return 0 if held is None or left is None else max(held - left, 0)
