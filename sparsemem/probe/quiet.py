"""Calling our code so that the target's own trace and profile functions do not see it."""

from __future__ import annotations

import gc
import sys
from _functools import partial  # type: ignore[import-not-found]
from _operator import call
from itertools import compress, repeat, starmap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_ROOM_FOR_CALLS = 1_000_000
"""Recursion limit meanwhile: that of all threads, so that it must not be low for those that are still at work."""


_TOOLS = range(6)
"""The numbers that `sys.monitoring` gives to tools."""


def in_turn(*actions: Callable[[], object]) -> Callable[[], object]:
    """A callable, made of C functions alone, that calls `actions` once, one after the other."""
    results: list[object] = []
    chain: Callable[[], object] = partial(results.extend, map(call, actions))
    return chain


def quietly(*actions: Callable[[], object], first: tuple[Callable[[], object], ...] = ()) -> Callable[[], object]:
    """The same with trace and profile functions and monitors set aside meanwhile, room on its stack, and no
    collection but those that the actions ask for. `first` comes before all that, and is made of C functions.

    A Python function could not switch tracing off unseen: the call of that function would be traced already.
    """
    results: list[Any] = []
    unmonitor, monitor = _monitoring()
    settrace, setprofile, setrecursionlimit = sys.settrace, sys.setprofile, sys.setrecursionlimit
    enable = gc.enable

    def restore() -> None:
        trace, profile, limit, is_collecting = results[len(first) :][:4]
        # The iterator over the steps goes on to what is appended to them.
        steps.extend([enable] if is_collecting else [])
        steps.append(partial(setrecursionlimit, limit))
        steps.extend([partial(setprofile, profile), partial(settrace, trace), *monitor])

    steps = [*first, sys.gettrace, sys.getprofile, sys.getrecursionlimit, gc.isenabled, *unmonitor]
    steps += [partial(settrace, None), partial(setprofile, None), partial(setrecursionlimit, _ROOM_FOR_CALLS)]
    steps += [gc.disable, *actions, restore]
    chain: Callable[[], object] = partial(results.extend, map(call, steps))
    return chain


def _monitoring() -> tuple[list[Callable[[], object]], list[Callable[[], object]]]:
    """Callables that set aside the events of all monitoring tools, and those that bring them back."""
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None:  # before 3.12
        return [], []
    tools: list[int] = []
    events: list[int] = []
    # The iterators are made now and go over what the lists hold when their turn comes.
    find = partial(tools.extend, filter(monitoring.get_tool, _TOOLS))
    keep = partial(events.extend, map(monitoring.get_events, tools))
    clear = partial([].extend, map(monitoring.set_events, tools, repeat(0)))
    # A number that the actions gave back has no events to be brought back.
    in_use = compress(zip(tools, events, strict=False), map(monitoring.get_tool, tools))
    bring_back = partial([].extend, starmap(monitoring.set_events, in_use))
    return [find, keep, clear], [bring_back]
