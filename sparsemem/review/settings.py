"""Which rules are run: what a project selects and ignores, and the command line over it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sparsemem.errors import UsageError
from sparsemem.review.rules import CODES


@dataclass(frozen=True, slots=True)
class Settings:
    """What is reviewed; an empty `select` is every rule. Codes may be cut short: `SM23` is SM231 to SM235."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    small_too: bool = False

    def selects(self, code: str) -> bool:
        """Whether the rule with this code is run."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))


def checked(codes: Iterable[str], where: str) -> tuple[str, ...]:
    """The codes, in capitals. Raises UsageError for one that is the start of no rule's code."""
    found = tuple(code.strip().upper() for code in codes if code.strip())
    for code in found:
        if not any(known.startswith(code) for known in CODES):
            raise UsageError(f"{where} names {code}, which is no rule of review: take one of {', '.join(CODES)}")
    return found
