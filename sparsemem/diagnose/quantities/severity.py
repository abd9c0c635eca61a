"""How bad a number of bytes is: a finding needs a share of the memory and an absolute size, both over their bound."""

from sparsemem.model import Severity
from sparsemem.units import MB

ERROR_SHARE, ERROR_BYTES = 0.5, 100 * MB
WARNING_SHARE, WARNING_BYTES = 0.2, 10 * MB
NOTE_SHARE, NOTE_BYTES = 0.1, 5 * MB


def severity(size: int, anonymous_bytes: int) -> Severity | None:
    """The severity of `size` bytes in a process with `anonymous_bytes` at that moment; None below all bounds."""
    if size >= ERROR_SHARE * anonymous_bytes and size >= ERROR_BYTES:
        return "error"
    if size >= WARNING_SHARE * anonymous_bytes and size >= WARNING_BYTES:
        return "warning"
    if size >= NOTE_SHARE * anonymous_bytes and size >= NOTE_BYTES:
        return "note"
    return None


def is_worth(size: int, anonymous_bytes: int) -> bool:
    """Whether it is worth a finding."""
    return severity(size, anonymous_bytes) is not None


def is_loud(size: int, anonymous_bytes: int) -> bool:
    """Whether it is worth more than a note."""
    return severity(size, anonymous_bytes) in ("error", "warning")


def lesser(level: Severity) -> Severity:
    """One step less than `level`; there is nothing less than a note."""
    return "warning" if level == "error" else "note"
