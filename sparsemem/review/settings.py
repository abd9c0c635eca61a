"""Which rules are run on which files: `[tool.sparsemem]` in pyproject.toml, and the command line over it."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sparsemem.errors import UsageError
from sparsemem.review.rules import CODES


@dataclass(frozen=True, slots=True)
class Settings:
    """What is reviewed; an empty `select` is every rule. Codes may be cut short: `SM23` is SM231 to SM235."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Patterns of paths, as in `fnmatch`, and names of folders."""
    small_too: bool = False

    def selects(self, code: str) -> bool:
        """Whether the rule with this code is run."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not (self.ignore and code.startswith(self.ignore))


def parse_settings(text: str, name: str) -> Settings:
    """The settings in the text of a pyproject.toml. Raises UsageError, naming the file `name`, for wrong ones."""
    try:
        table = tomllib.loads(text).get("tool", {}).get("sparsemem", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} is not valid TOML: {error}") from None
    return Settings(
        checked(_strings(table, "select", name), f"select in {name}"),
        checked(_strings(table, "ignore", name), f"ignore in {name}"),
        _strings(table, "exclude", name),
    )


def checked(codes: Iterable[str], where: str) -> tuple[str, ...]:
    """The codes, in capitals. Raises UsageError for one that is the start of no rule's code."""
    found = tuple(code.strip().upper() for code in codes if code.strip())
    for code in found:
        if not any(known.startswith(code) for known in CODES):
            raise UsageError(f"{where} names {code}, which is no rule of review: take one of {', '.join(CODES)}")
    return found


def _strings(table: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{key} in [tool.sparsemem] of {name} must be a list of strings")
    return tuple(value)
