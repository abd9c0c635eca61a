"""Bringing the twin of an imported function in, beside that function."""

import ast

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.library_import import without_import
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, Module


def imported(
    program: Program, module: Module, text: Text, used: ast.Name, function: Function, name: str
) -> list[Edit] | Reason:
    """The edits after which `name` stands for the twin of `function` where that is used."""
    variable = module.variable(used)
    if variable is None or len(variable.bindings) != 1:
        return Reason.SCOPE
    alias = variable.bindings[0]
    if not isinstance(alias, ast.alias):
        return []
    scope = variable.scope
    known = scope.variables.get(name)
    home = function.module.name
    alone = len(variable.references) == 1 and not module.source.path.endswith("__init__.py")
    alone = alone and "__all__" not in module.scopes[module.tree].variables and not program.is_taken(module, used.id)
    if known is not None:
        same = [module.imported(node) for node in known.bindings if isinstance(node, ast.alias)]
        if same != [f"{home}.{name}"] or len(known.bindings) != 1:
            return Reason.SCOPE
        return without_import(module, text, used) if alone else []
    statement = module.parent(alias)
    if not isinstance(statement, ast.ImportFrom):
        return Reason.SCOPE
    if module.imported(alias) == function.name:
        if alone:
            return [Edit(*text.span(alias), name)]
        return [_before_or_after(text, statement, alias, name)]
    end = text.offset((statement.end_lineno or 0) + 1, 0)
    line = f"{text.indent(statement)}from {home} import {name}{text.newline}"
    return [Edit(end, end, line)] if text.text[end - 1 : end] in ("\n", "\r") else Reason.SCOPE


def _before_or_after(text: Text, statement: ast.ImportFrom, alias: ast.alias, name: str) -> Edit:
    """Underscores sort before letters, as sorters of imports have it."""
    for other in statement.names:
        if not other.name[0].isupper() and other.name > name:
            start = text.span(other)[0]
            return Edit(start, start, f"{name}, ")
    end = text.span(alias)[1]
    return Edit(end, end, f", {name}")
