"""The file that memray writes beside a run's mailbox, and how far it is written."""

from pathlib import Path

_BLOCK = 1 << 16


def capture_beside(mailbox: Path) -> Path:
    """The file that memray writes in a run with this mailbox."""
    return mailbox.with_name(f"{mailbox.name}.capture")


def written_bytes(capture: Path) -> int:
    """How much of a capture is written: memray makes the file longer in advance, with zeros."""
    try:
        with capture.open("rb") as file:
            end = file.seek(0, 2)
            while end:
                start = max(end - _BLOCK, 0)
                file.seek(start)
                data = file.read(end - start).rstrip(b"\0")
                if data:
                    return start + len(data)
                end = start
    except OSError:
        pass  # it is not there yet
    return 0
