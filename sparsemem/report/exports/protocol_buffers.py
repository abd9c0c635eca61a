"""The wire format of protocol buffers, as far as a profile needs it: variable-length integers and nested messages.

https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterable

_VARINT, _BYTES = 0, 2
"""Wire types."""


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; a negative number as its two's complement of 64 bits."""
    value &= (1 << 64) - 1
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def number(field: int, value: int) -> bytes:
    """A field that holds an integer; nothing for 0, which a reader takes for granted."""
    return varint(field << 3 | _VARINT) + varint(value) if value else b""


def message(field: int, content: bytes) -> bytes:
    """A field that holds a message, or text in UTF-8."""
    return varint(field << 3 | _BYTES) + varint(len(content)) + content


def packed(field: int, values: Iterable[int]) -> bytes:
    """A repeated field of integers."""
    return message(field, b"".join(map(varint, values)))
