"""Names of modules that are bound once, and whose value nobody changes."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.tame import is_only_read
from sparsemem.rewrite.proof.value import ANY, MUTABLE, Value, is_plain, with_parts
from sparsemem.source import Module, Variable


def seen_from_anywhere(program: Program, module: Module, variable: Variable, value: Value) -> Value:
    """The value of a name of a module: what lies in it may be of any kind, unless the name is a constant."""
    known = not is_plain(value) and value.kind in ("list", "dict", "set", "tuple")
    if known and _is_constant(program, module, variable):
        return replace(with_parts(value, _held), roots=ANY.roots)
    return _held(value)


def _held(value: Value) -> Value:
    """What others may change, though not what it is."""
    if is_plain(value):
        return value
    return Value(value.kind, ANY.roots, step=value.step) if value.kind in MUTABLE - {"set"} else ANY


def _is_constant(program: Program, module: Module, variable: Variable) -> bool:
    """Whether nothing that is seen changes it, and code that is not seen leaves it alone as well."""
    if variable.only is None or not (program.closed or variable.name.startswith("_") or variable.name.isupper()):
        return False
    uses = _uses(program, module, variable)
    return program.once("constant", variable, False, lambda: all(is_only_read(program, *use) for use in uses))


def _uses(program: Program, module: Module, variable: Variable) -> Iterator[tuple[Module, ast.expr]]:
    """Where the value is read: by its name, by imported ones, and by attributes of that name."""
    yield from ((module, use) for use in variable.references)
    for other in program.modules.values():
        yield from ((other, node) for node in other.all(ast.Attribute) if node.attr == variable.name)
        imports = [] if other is module else other.all(ast.alias)
        names = {alias.asname or variable.name for alias in imports if alias.name in (variable.name, "*")}
        yield from ((other, node) for node in other.all(ast.Name) if node.id in names)
