"""Which of the kernel's clocks a timer reads, and what it shows now."""

import time
from dataclasses import dataclass

from sparsemem.outside.caches.reading.heap_objects import HeapObjects
from sparsemem.outside.caches.reading.instance_attributes import InstanceAttributes
from sparsemem.outside.objects.code_layout import FUNCTION_QUALNAME

_METHOD, _NAME, _FUNCTION = 16, 0, 16
"""`m_ml` of a builtin and its name; the function of a bound method, and its qualified name."""
_BUILTINS = {"monotonic": "monotonic", "perf_counter": "monotonic", "time": "real"}
"""Both of the first two read CLOCK_MONOTONIC on Linux (Python/pytime.c)."""
_METHODS = {"BaseEventLoop.time": "monotonic"}
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Clocks:
    """The seconds that the clocks show; None where they cannot be known, as of a process that ended."""

    monotonic: float | None
    real: float | None

    def at(self, name: str | None) -> float | None:
        """What the clock of that name shows."""
        return {"monotonic": self.monotonic, "real": self.real}.get(name or "")


STOPPED = Clocks(None, None)
"""Those of a process that ended: what its entries' deadlines are to be held against is not known."""


def read_clocks() -> Clocks:
    """The clocks of this kernel, now."""
    return Clocks(time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(time.CLOCK_REALTIME))


@dataclass(frozen=True, slots=True)
class Timers:
    """Tells the clocks of timers, which are functions or wrap one."""

    objects: HeapObjects
    attributes: InstanceAttributes

    def clock(self, timer: int) -> str | None:
        """`monotonic` or `real`; None for a timer that is neither, an injected one."""
        for _ in range(_DEEP):
            name = self.objects.type_name(timer)
            if name == "builtin_function_or_method":
                return _BUILTINS.get(self._builtin(timer))
            if name == "method":
                function = self.objects.word(timer + _FUNCTION)
                return _METHODS.get(self.objects.text(self.objects.word(function + FUNCTION_QUALNAME)) or "")
            inner = self.attributes.of(timer)
            timer = next((value for key, value in inner.items() if key.endswith("__timer")), 0)
            if not timer:
                return None
        return None

    def _builtin(self, timer: int) -> str:
        definition = self.objects.word(timer + _METHOD)
        raw = bytes(self.objects.memory.span(self.objects.word(definition + _NAME), 32))
        return raw.partition(b"\0")[0].decode(errors="replace")
