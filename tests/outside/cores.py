"""Small core files made of parts, as elf(5) has them."""

import struct
from collections.abc import Sequence

PAGE = 4096
NT_PRPSINFO, NT_AUXV, NT_FILE = 3, 6, 0x46494C45


def note(kind: int, content: bytes) -> bytes:
    """A note of the name CORE."""
    return struct.pack("<III", 5, len(content), kind) + b"CORE\0\0\0\0" + content + bytes(-len(content) % 4)


def process_note(pid: int, command: str) -> bytes:
    """`NT_PRPSINFO` with what is read of it."""
    return note(
        NT_PRPSINFO, bytes(24) + struct.pack("<i", pid) + bytes(12) + bytes(16) + command.encode().ljust(80, b"\0")
    )


def files_note(*files: tuple[int, int, int, str]) -> bytes:
    """`NT_FILE` of (start, end, page of the file, path)."""
    head = struct.pack("<QQ", len(files), PAGE) + b"".join(struct.pack("<QQQ", *file[:3]) for file in files)
    return note(NT_FILE, head + b"".join(file[3].encode() + b"\0" for file in files))


def core(
    segments: Sequence[tuple[int, int, bytes, int]] = (), notes: bytes = b"", kind: int = 4, bits: int = 2
) -> bytes:
    """A core of (address, flags, content, size) segments; contents begin on pages of the file."""
    count = 1 + len(segments)
    head = struct.pack(
        "<4sBBB9xHHIQQQIHHHHHH", b"\x7fELF", bits, 1, 1, kind, 62, 1, 0, 64, 0, 0, 64, 56, count, 0, 0, 0
    )
    place = 64 + 56 * count
    rows, body = struct.pack("<IIQQQQQQ", 4, 0, place, 0, 0, len(notes), 0, 4), notes
    for start, flags, content, size in segments:
        body += bytes(-(place + len(body)) % PAGE)
        rows += struct.pack("<IIQQQQQQ", 1, flags, place + len(body), start, 0, len(content), size, PAGE)
        body += content
    return head + rows + body
