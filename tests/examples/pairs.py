"""The pairs of programs under examples/, as modules."""

import ast
import importlib.util
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PAIRS = sorted(path.parent.name for path in EXAMPLES.glob("*/before.py"))
NEEDS = {"arrow_batches": "pyarrow", "ttl_cache": "cachetools"}
"""What a pair needs beside the standard library."""


@cache
def load(pair: str, program: str) -> ModuleType:
    """A program as a module; one that does its work when it is imported does it with no data."""
    path = EXAMPLES / pair / f"{program}.py"
    spec = importlib.util.spec_from_file_location(f"{pair}_{program}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.dict(os.environ, {"SPARSEMEM_SCALE": "0"}):
        spec.loader.exec_module(module)
    return module


def both(pair: str) -> tuple[ModuleType, ModuleType]:
    """The programs before and after."""
    return load(pair, "before"), load(pair, "after")


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a call returns, or the exception that it ends with."""
    try:
        return function(*arguments)
    except Exception as error:
        return type(error), str(error)


def size_option(pair: str) -> str | None:
    """The option that scales a program; None for one that reads SPARSEMEM_SCALE."""
    tree = ast.parse((EXAMPLES / pair / "before.py").read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    named = (call.args[0] for call in calls if call.func.attr == "add_argument")  # type: ignore[attr-defined]
    return next((name.value for name in named if isinstance(name, ast.Constant)), None)
