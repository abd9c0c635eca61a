"""What is known of the value of a call is true of what the call returns."""

import ast
import collections
import contextlib
import itertools
import logging
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from rewrite.connections import closed_afterwards
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.value import Value, element

IMPORTS = """
import collections, contextlib, io, itertools, logging, os, sqlite3, statistics, sys, tempfile, textwrap, time
import urllib.parse
import xml.etree.ElementTree as ET
from functools import reduce
Pair = collections.namedtuple("Pair", "one other")
"""
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,), "int": (int,), "float": (float, int), "bytes": (bytes,), "bool": (bool,), "none": (type(None),),
    "list": (list, collections.deque), "tuple": (tuple, sqlite3.Row), "dict": (dict,), "logger": (logging.Logger,),
    "connection": (sqlite3.Connection,), "iterator": (Iterator, sqlite3.Cursor, tempfile._TemporaryFileWrapper),
}  # fmt: skip
"""A whole number may stand in for a fraction. Of a scalar or of data, no elements are looked into."""
EXPRESSIONS = """
tempfile.TemporaryDirectory()
contextlib.closing(io.StringIO("a"))
contextlib.closing(sqlite3.connect(":memory:"))
tempfile.TemporaryFile()
tempfile.TemporaryFile("w+")
tempfile.NamedTemporaryFile(mode="w+b")
tempfile.mkstemp()
io.open(os.devnull)
io.open(os.devnull, "rb")
os.environ.get("PATH")
os.environ.get("NO_SUCH_NAME")
os.environ.get("NO_SUCH_NAME", 5)
os.getenv("NO_SUCH_NAME", default=b"")
sys.argv
sys.argv[0]
sys.stdin
os.listdir(".")
os.path.relpath("a")
logging.getLogger("a")
logging.getLogger("a").getChild("b")
logging.getLogger("a").debug("b")
filter(None, [0, 1, 2])
filter(str.strip, ["a", " "])
filter(lambda one: one > 1, (1, 2.5))
itertools.filterfalse(bool, ["", "a"])
itertools.takewhile(lambda one: one < 3, [1, 2, 3])
itertools.dropwhile(lambda one: one < 3, [1, 2, 3])
itertools.starmap(lambda one, other: one * other, [(1, 2.5), (2, 3.5)])
itertools.accumulate([1, 2, 3])
itertools.accumulate([1, 2, 3], lambda one, other: one + other, initial=0.5)
itertools.accumulate(["a", "b"], func=lambda one, other: one + other)
itertools.compress("ab", [1, 0])
itertools.chain.from_iterable([[1, 2], [3]])
itertools.chain.from_iterable(["ab", "c"])
itertools.zip_longest([1, 2], "a")
itertools.zip_longest([1, 2], "a", fillvalue=2.5)
itertools.islice(itertools.count(), 3)
itertools.islice(itertools.count(0.5), 3)
itertools.repeat("a", 3)
itertools.repeat([], 3)
iter(io.StringIO("abc").read, "")
iter([1, 2])
reduce(lambda one, other: one + other, [1, 2])
reduce(lambda one, other: one + other, [1, 2], 0.5)
reduce(lambda held, one: held + [one], [1, 2], [])
reduce(lambda held, one: {**held, one: "a"}, [1, 2], {})
collections.Counter("ab")
collections.Counter({"a": 2.5})
collections.Counter(a="b")
collections.OrderedDict([("a", 1)])
collections.OrderedDict(a=1)
statistics.mean([1, 2])
statistics.median([1, 2.5])
statistics.mode(["a", "a"])
textwrap.wrap("a b", width=2)
time.strftime("%Y", time.gmtime(0))
urllib.parse.parse_qs("a=1&b=2")
urllib.parse.parse_qsl("a=1&b=2")
sum([True, 2, 2.5])
contextlib.nullcontext("a")
contextlib.nullcontext()
ET.Element("a", {"b": "c"})
ET.SubElement(ET.Element("a"), "b")
Pair._make([1, "a"])
Pair._make((1, "a"))._asdict()
sqlite3.connect(":memory:", timeout=2)
sqlite3.connect(":memory:").execute("select 1 union select 'a'")
sqlite3.connect(":memory:").execute("select 1").fetchone()
sqlite3.connect(":memory:").cursor().execute("select 1").fetchall()
sqlite3.connect(":memory:").execute("create table one (a)")
"""


def is_true_of(value: Value, real: object) -> bool:
    """Whether all that is known fits an object and its first elements."""
    if value.optional and real is None:
        return True
    if value.kind == "context":
        assert isinstance(real, contextlib.AbstractContextManager)
        with real as given:
            return is_true_of(value.element or Value("any"), given)
    if value.kind not in TYPES:
        return value.kind in ("any", "data") or (value.kind == "scalar" and not isinstance(real, list | dict | set))
    fits = isinstance(real, TYPES[value.kind])
    if isinstance(real, dict):
        held = value.element is None or all(is_true_of(value.element, one) for one in real.values())
        return fits and held and (value.key is None or all(is_true_of(value.key, one) for one in real))
    if value.kind == "tuple" and value.parts is not None:
        parts = enumerate(part for _, part in value.parts)
        return fits and isinstance(real, tuple) and all(is_true_of(part, real[place]) for place, part in parts)
    if fits and isinstance(real, Iterable) and value.kind not in ("str", "bytes") and real is not sys.stdin:
        return all(is_true_of(element(value), one) for one in itertools.islice(real, 5))
    return fits


@pytest.mark.parametrize("expression", EXPRESSIONS.strip().splitlines())
def test_is_true_of_what_is_returned(expression: str) -> None:
    program, names = Program({"main.py": f"{IMPORTS}found = {expression}"}), dict[str, Any]()
    exec(IMPORTS, names)
    module = program.modules["main.py"]
    made = module.tree.body[-1]
    assert isinstance(made, ast.Assign)
    value, effects = entered(program, module, made.value).run(made.value)
    assert not effects.unknown
    with closed_afterwards():
        real = eval(expression, names)
        try:
            assert is_true_of(value, real)
        finally:
            getattr(real, "close", int)()
