"""Source text and its tree, and why a text cannot be read."""

import ast
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

TOO_DEEP = "is nested too deeply to be reviewed: split its longest expression"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: the path as it is reported, the dotted name it is imported under, and its text."""

    path: str
    module: str
    text: str


class UnreadableError(Exception):
    """A text that is not Python as far as this interpreter can tell; the message says where."""


def told_apart(sources: Sequence[Source]) -> list[Source]:
    """The same texts; of several that share a module name, each is named by its path, as no import can mean it."""
    files = Counter(source.module for source in sources)
    return [source if files[source.module] == 1 else replace(source, module=source.path) for source in sources]


def parse(text: str) -> ast.Module:
    """The tree of a text. Raises UnreadableError; syntax newer than the interpreter is tried through LibCST."""
    try:
        return _parse(text)
    except SyntaxError as error:
        older = _older_syntax(text)
        if older is None:
            raise UnreadableError(_reason(error)) from None
        return older
    except (RecursionError, MemoryError):
        raise UnreadableError(TOO_DEEP) from None
    except ValueError as error:
        raise UnreadableError(f"cannot be parsed: {error}") from None


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the reviewed code, in words meant for its own compilation
        return ast.parse(text)


def _older_syntax(text: str) -> ast.Module | None:
    try:
        from sparsemem.source.newer import older_tree  # noqa: PLC0415 (LibCST is an extra)
    except ImportError:
        return None
    try:
        return older_tree(text, _parse)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _reason(error: SyntaxError) -> str:
    where = f" at line {error.lineno}" if error.lineno else ""
    either = "" if find_spec("libcst") else ", or with LibCST beside this one: pip install 'sparsemem[review]'"
    return (
        f"is not valid for this interpreter{where}: {error.msg}; review it with the Python it is written for{either}"
    )
