"""Defaults of a project: `[tool.sparsemem.COMMAND]` in the pyproject.toml of the working directory.

A key is the name of an option without its dashes, and its value what would stand behind it on the command line.
"""

import argparse
from typing import Any

from sparsemem.cli.options import OPTIONS
from sparsemem.cli.project_settings import PROJECT, project_table, table_in
from sparsemem.errors import UsageError


def project_defaults(command: str, names: frozenset[str]) -> dict[str, Any]:
    """The values to take where the command line says nothing, by the names that argparse gives them.

    `names` are the options of the command, with their dashes. Raises UsageError, naming the key, for what is none.
    """
    table = table_in(project_table(), command, f"tool.sparsemem.{command}")
    return {key.replace("-", "_"): _value(command, key, value, names) for key, value in table.items()}


def _value(command: str, key: str, value: Any, names: frozenset[str]) -> Any:
    where = f"{key} in [tool.sparsemem.{command}] of {PROJECT}"
    option = OPTIONS.get(f"--{key}")
    if option is None or option.name not in names:
        known = ", ".join(sorted(name.removeprefix("--") for name in names))
        raise UsageError(f"{where} is no option of {command}; there are {known}")
    if option.read is None:
        return _expect(isinstance(value, bool), value, where, "true or false")
    parts = value if isinstance(value, list) else [value]
    _expect(all(isinstance(part, str | int | float) and not isinstance(part, bool) for part in parts), value, where)
    try:
        read = option.read(",".join(map(str, parts)))
    except (argparse.ArgumentTypeError, ValueError) as error:
        raise UsageError(f"{where}: {error}") from None
    return _expect(option.choices is None or read in option.choices, read, where, " or ".join(option.choices or ()))


def _expect(holds: bool, value: Any, where: str, expected: str = "a text, a number or a list of them") -> Any:
    if not holds:
        raise UsageError(f"{where} is {value!r}; it must be {expected}")
    return value
