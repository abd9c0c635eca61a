"""A private function that nobody calls any more but its generator is merged with it, and keeps its name."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.header import Header
from sparsemem.rewrite.edits.twin import existing
from sparsemem.rewrite.program.program import Program
from sparsemem.source import Function, Module


def merged(program: Program, function: Function) -> dict[str, list[Edit]]:
    """The edits after which a function is its own generator; none where others may want its list."""
    found = existing(program, function)
    name = function.node.name
    private = name.startswith("_") and not name.startswith("__")  # others are called by a mangled name
    if found is None or found[1] is not None or not private or program.is_mentioned(name):
        return {}
    twin, text = found[0], Text(function.module.source.text)
    one, other = Header(text, function.node), Header(text, twin.node)
    if one.inline or other.inline or twin.node.lineno < function.node.lineno or function.node.decorator_list:
        return {}
    head = text.text[other.line : other.name] + name + text.text[other.name + len(twin.node.name) : other.colon + 1]
    edits = {function.module.source.path: [Edit(one.line, other.body, head + text.text[one.colon + 1 : one.body])]}
    for module in program.modules.values():
        renamed = [Edit(*span, name) for span in _uses(module, twin.node.name) if span[0] >= 0]
        inside = range(one.line, other.body) if module is function.module else range(0)
        edits.setdefault(module.source.path, []).extend(edit for edit in renamed if edit.start not in inside)
    return {path: found for path, found in edits.items() if found}


def _uses(module: Module, name: str) -> Iterator[tuple[int, int]]:
    """Where a name is written: read, taken as an attribute, or imported."""
    text = Text(module.source.text)
    for node in module.all(ast.Name):
        if node.id == name:
            yield text.span(node)
    for attribute in module.all(ast.Attribute):
        if attribute.attr == name:
            end = text.span(attribute)[1]
            yield end - len(name), end
    for alias in module.all(ast.alias):
        if alias.name == name:
            start = text.span(alias)[0]
            yield start, start + len(name)
