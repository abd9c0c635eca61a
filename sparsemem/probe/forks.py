"""Being called in each process that the target forks, unseen by its trace function."""

from __future__ import annotations

import sys
from _functools import partial  # type: ignore[import-not-found]
from _operator import call
from itertools import repeat
from posix import register_at_fork

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def in_forked(action: Callable[[], object]) -> None:
    """Have `action` called in the child of each fork from now on, before what the target registers for that.

    What surrounds it is made of C functions, and works again in the children of children.
    """
    traces: list[Any] = []
    keep, bring_back = map(traces.append, map(call, repeat(sys.gettrace))), map(call, repeat(traces.pop))
    for step in (
        partial(next, keep),
        partial(sys.settrace, None),
        action,
        partial(next, map(sys.settrace, bring_back)),
    ):
        register_at_fork(after_in_child=step)
