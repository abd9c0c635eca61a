"""Whether numbers that are all past are deadlines: so says the source of the program that runs, if it is at hand."""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from sparsemem.model.owner_names import LEADS_TO
from sparsemem.outside.caches.cache import Deadlines
from sparsemem.outside.caches.reading.function_facts import FunctionFacts
from sparsemem.outside.graph.bindings import IN_CLOSURE
from sparsemem.outside.objects.code_layout import CODE_FILE, FUNCTION_CODE
from sparsemem.source.deadline_items import deadline_items

_LARGEST = 1_000_000
"""Bytes of a file that is read."""


class DeadlineSource:
    """Asked of one process as often as one likes; nothing is read before there is something to ask."""

    def __init__(self, functions: FunctionFacts) -> None:
        """`functions` are those of the process."""
        self._functions = functions

    def says(self, deadlines: Deadlines | None, owner: str | None) -> bool:
        """Whether these are deadlines: as was seen already, or as the source says of what its owner names."""
        if deadlines is None or deadlines.unproved is None:
            return True
        name, around, texts = self._home(owner or "")
        parts = (part for text in texts if name in text for part in _parts(text, around))
        return any(deadlines.unproved in deadline_items(part, name) for part in parts)

    def _home(self, owner: str) -> tuple[str, str, list[str]]:
        """The variable or attribute that an owner's name ends with; the class or function that has it, "" for a
        module; and the texts of that module, or those in which that is defined."""
        step = owner.rpartition(LEADS_TO)[2]
        name, is_closed_over, around = step.partition(IN_CLOSURE)
        if not is_closed_over:
            around, _, name = step.rpartition(".")
        module = self._functions.objects.module(around)
        if module:
            text = _read(Path(self._functions.objects.text(module.get("__file__", 0)) or ""))
            return name, "", [] if text is None else [text]
        around = around.replace(".<locals>", "").rpartition(".")[2]
        defined = re.compile(rf"\b(class|def) {re.escape(around)}\b")
        return name, around, [text for text in self._texts if around and defined.search(text)]

    @cached_property
    def _texts(self) -> list[str]:
        return [text for path in self._files() if (text := _read(path)) is not None]

    def _files(self) -> Iterator[Path]:
        """Those in which the functions of the process are written."""
        objects = self._functions.objects
        codes = objects.pointers(objects.named("function"), FUNCTION_CODE)
        names = np.unique(objects.pointers(np.unique(codes), CODE_FILE)).tolist()
        return (Path(text) for one in names if (text := objects.text(one)) is not None)


def _read(path: Path) -> str | None:
    """The text of a file of Python; None where it is gone, too large, or none."""
    try:
        if path.suffix != ".py" or path.stat().st_size > _LARGEST:
            return None
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def _parts(text: str, around: str) -> list[ast.AST]:
    """The classes of a name in a text; all of it where there are none, since functions share what they close over."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == around]
    return [*classes] or [tree]
