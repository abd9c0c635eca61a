"""What a process holds as a profile of pprof, for `go tool pprof`, Pyroscope and Grafana; `-diff_base` compares two.

Numbers of fields: https://github.com/google/pprof/blob/main/proto/profile.proto
"""

import gzip

import sparsemem
from sparsemem.model import Attachment, Report
from sparsemem.report.exports.protocol_buffers import message, number, packed
from sparsemem.report.exports.retained_stacks import RetainedStack, stacks_of

SAMPLE_TYPES = ("live", "alone", "free_but_held")
"""Allocated at the end of a path, garbage included; what would go if that end alone went; free, and pinned by it."""
_SAMPLE_TYPE, _SAMPLE, _LOCATION, _FUNCTION, _STRINGS, _COMMENT, _DEFAULT = 1, 2, 4, 5, 6, 13, 14
"""Fields of a Profile."""


def render_pprof(record: Report | Attachment) -> bytes:
    """The profile, compressed by gzip as the format wants it."""
    strings = _Strings()
    stacks = [(_owner_path(stack), stack) for stack in stacks_of(record)]
    names = list(dict.fromkeys(name for path, _ in stacks for name in path))
    places = {name: at for at, name in enumerate(names, 1)}
    parts = [message(_SAMPLE_TYPE, _value_type(strings, name)) for name in SAMPLE_TYPES]
    parts += [message(_SAMPLE, _sample(path, stack, places)) for path, stack in stacks]
    # A location is one line of one function: an owner's name stands for both.
    parts += [message(_LOCATION, number(1, at) + message(4, number(1, at))) for at in places.values()]
    parts += [
        message(_FUNCTION, number(1, at) + number(2, strings.at(name)) + number(3, strings.at(name)))
        for name, at in places.items()
    ]
    parts.append(number(_COMMENT, strings.at(f"sparsemem {sparsemem.__version__}")))
    parts.append(number(_DEFAULT, strings.at(SAMPLE_TYPES[0])))
    parts += [message(_STRINGS, text.encode("utf-8", "backslashreplace")) for text in strings.texts]
    return gzip.compress(b"".join(parts), mtime=0)


class _Strings:
    """The table that a profile's numbers of names point into; the first is empty."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {"": 0}

    def at(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))


def _value_type(strings: _Strings, name: str) -> bytes:
    return number(1, strings.at(name)) + number(2, strings.at("bytes"))


def _owner_path(stack: RetainedStack) -> tuple[str, ...]:
    """Live and free bytes of one owner stand under one path: the sample type tells them apart."""
    first, *rest = stack.path
    return (first, *rest) if stack.state == "garbage" or not rest else tuple(rest)


def _sample(path: tuple[str, ...], stack: RetainedStack, places: dict[str, int]) -> bytes:
    live, held = (0, stack.bytes) if stack.state == "held" else (stack.bytes, 0)
    locations = [places[name] for name in reversed(path)]
    return packed(1, locations) + packed(2, (live, stack.alone_bytes, held))
