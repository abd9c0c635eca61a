"""The size profile: how large the values are that the program's functions return, noted by the probe."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sparsemem.measure.passes.pass_protocol import Evidence, PassRequest, pass_run
from sparsemem.measure.program.instrumentation import Instrumentation
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Setting, Subject
from sparsemem.model import Returned

_COLUMNS = 7
_INCOMPLETE = (
    "The size profile is incomplete: the program set a profile function or monitoring tool of its own, or ran out of "
    "stack."
)


@dataclass(frozen=True, slots=True)
class ReturnSizes:
    """One run at 1x: noting each return slows the program down, and would distort the sweep."""

    subject: Subject

    def announcement(self) -> Sequence[str]:
        """That it follows."""
        return ("One more run at 1x follows, with the size profile: it takes longer.",)

    def make(self, evidence: Evidence, setting: Setting) -> Iterator[Evidence]:
        """One run; what is missing in its profile is told."""
        with pass_run(self.subject, 1, setting, Instrumentation(profiles_sizes=True)) as finished:
            found = size_profile(finished)
            if found.missing is not None:
                self.subject.observer.say(found.missing)
            yield replace(evidence, sizes=found.sizes)


def requested(request: PassRequest) -> ReturnSizes | None:
    """With `--sizes`."""
    return ReturnSizes(request.subject.named("Size profile at ")) if request.options.get("sizes") else None


@dataclass(frozen=True, slots=True)
class SizeProfile:
    """What came of the run that was made for it."""

    sizes: tuple[Returned, ...] | None
    """The largest first; None where the program did not get to its end."""
    is_whole: bool
    """Whether all returns were heard: not so where the program listens to them by the same means."""

    @property
    def missing(self) -> str | None:
        """A sentence on what is missing in it."""
        if self.sizes is None:
            return "There is no size profile: the program did not get to its end in that run."
        return None if self.is_whole else _INCOMPLETE


def size_profile(finished: Finished) -> SizeProfile:
    """The profile of a run that was asked for one."""
    heard = finished.told("end", "heard")
    if not heard:
        return SizeProfile(None, is_whole=False)
    placed = (placed_in(one, finished.place.cwd) for one in parse_returned(finished.told("end", "sizes")))
    return SizeProfile(ordered(placed), heard == "True")


def parse_returned(text: str) -> tuple[Returned, ...]:
    """The functions that the probe listed; a line that was cut off, or is none of its, is left out."""
    return tuple(filter(None, map(_parse_line, text.split("\n"))))


def _parse_line(line: str) -> Returned | None:
    """From calls, generators, elements, bytes, first line, name and path, with tabs between; `?` is unknown."""
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        return None
    try:
        calls, generators, elements, size, first = map(_number, columns[:5])
        name, path = map(ast.literal_eval, columns[5:])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if calls is None or generators is None or first is None or not (isinstance(name, str) and isinstance(path, str)):
        return None
    return Returned(path, first, name, calls, generators, elements, size)


def _number(text: str) -> int | None:
    if text == "?":
        return None
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def placed_in(returned: Returned, cwd: Path) -> Returned:
    """The same with its path as reports write it: POSIX, relative to the working directory of the run."""
    return replace(returned, path=path_in(returned.path, cwd))


def path_in(name: str, cwd: Path) -> str:
    """A path as reports write it, of a run in this working directory."""
    path = cwd / name
    return (path.relative_to(cwd) if path.is_relative_to(cwd) else path).as_posix()


def ordered(found: Iterable[Returned]) -> tuple[Returned, ...]:
    """The largest first, then the most elements, then by place."""
    return tuple(sorted(found, key=lambda one: (-(one.bytes or 0), -(one.elements or 0), one.path, one.line)))
