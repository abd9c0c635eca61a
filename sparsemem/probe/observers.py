"""What listens to the target between the first line and the last, in the runs that were asked for it: one at most."""

from __future__ import annotations

from .capture import Capture
from .layout import PROFILER, PROFILERS, SIZES
from .lookups import Lookups
from .mailbox import Mailbox
from .returns import NO_MORE, hearing
from .sizes import Sizes
from .traces import Traces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Observer(Protocol):
        """Hears nothing before `begin` and after `cease`."""

        cease: Callable[[], object]
        """Made of C functions: it is called where the target's own trace function would see others."""

        def begin(self) -> None:
            """The first line comes next."""

        def sections(self) -> dict[str, str]:
            """What was heard, as sections of the text of `end`."""


class ReturnSizes:
    """The size profile."""

    def __init__(self) -> None:
        self._sizes = Sizes(foreign=NO_MORE)
        self._returns = hearing(self._sizes.note)
        self.cease, self.begin = self._returns.cease, self._returns.begin

    def sections(self) -> dict[str, str]:
        """Whether all was heard, and a line for each function."""
        return {"heard": str(self._returns.end()), "sizes": self._sizes.describe()}


def observer(mailbox: Mailbox, path: str) -> Observer | None:
    """The one that the parent asked for; `path` is the mailbox's. Raises what an import of the profiler raises."""
    if mailbox.words[SIZES]:
        return ReturnSizes()
    if mailbox.lookups:
        return Lookups(mailbox.lookups, f"{path}.lookups")
    if not mailbox.words[PROFILER]:
        return None
    profiler = PROFILERS[mailbox.words[PROFILER] - 1]
    return Traces() if profiler == "tracemalloc" else Capture(mailbox, f"{path}.capture", profiler == "memray sums")
