"""The lazy twin of a function: the generator that it becomes, and the function as the list or dict of it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sparsemem.rewrite.edits.annotation import streamed_type
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.header import Header, forwarding_call, split
from sparsemem.rewrite.edits.imports import import_of
from sparsemem.rewrite.edits.pairs import pairs_edits, pairs_parameter
from sparsemem.rewrite.edits.yielding import body_edits
from sparsemem.rewrite.producers.forwarding import generator_of, twin_name
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason, RefusedError
from sparsemem.source import Function, Module


@dataclass(frozen=True, slots=True)
class Twin:
    """The generator beside a function."""

    name: str
    result: str
    """`list` or `dict`: what the function makes of it."""
    pairs: str | None
    """The parameter that it takes as pairs where that was a dict."""
    function: Function | None = None
    """The generator itself, where it is there already."""
    edits: tuple[Edit, ...] = ()
    """Those that make it, in the file of the function."""


def existing(program: Program, function: Function) -> Twin | None:
    """The generator that a function is the list or dict of, where its body is nothing else."""
    body = [s for s in function.node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    match body:
        case [ast.Return(value=ast.Call(func=maker, args=[call], keywords=[]))]:
            result = {"builtins.list": "list", "builtins.dict": "dict"}.get(function.module.dotted(maker) or "")
            found = generator_of(program, function, call) if result else None
            return Twin(found[0].node.name, result, found[1], found[0]) if found and result else None
    return None


def existing_or_made(program: Program, function: Function, producer: Producer | None) -> Twin:
    """The generator beside a function; where there is none yet, with the edits of it. Raises RefusedError."""
    found = existing(program, function) or (_made(producer) if producer is not None else None)
    if found is None:
        raise RefusedError(Reason.SCOPE)
    return found


def _made(producer: Producer) -> Twin:
    module, node = producer.function.module, producer.function.node
    text, name = Text(module.source.text), twin_name(node.name)
    is_own = module.scopes[node].find(producer.result) is None  # Python's list or dict, and no other of that name
    if name in module.scope_of(module.parent(node) or module.tree).variables or not is_own:
        raise RefusedError(Reason.SCOPE)
    body = body_edits(module, text, producer)
    pairs = pairs_parameter(module, node) if producer.result == "dict" else None
    edits = [*body, *pairs_edits(module, text, pairs), *_annotated(module, text, node.returns)]
    call = forwarding_call(producer.function, name, pairs)
    both = split(text, node, name, f"{producer.result}({call})", edits)
    made = [both, *_imports(module, text, node.returns, pairs)]
    return Twin(name, producer.result, pairs.arg if pairs else None, edits=tuple(made))


def _annotated(module: Module, text: Text, returns: ast.expr | None) -> list[Edit]:
    """The return annotation of the twin; what cannot be told is left out."""
    if returns is None:
        return []
    found = streamed_type(module, text, returns)
    start, end = text.span(returns)
    if found is None or import_of(module, text, "Iterator") is None:
        arrow = text.text.rindex("->", 0, start)
        return [Edit(len(text.text[:arrow].rstrip()), end, "")]
    return [Edit(start, end, found)]


def _imports(module: Module, text: Text, returns: ast.expr | None, pairs: ast.arg | None) -> list[Edit]:
    taken = pairs.annotation if pairs is not None else None
    wanted = (("Iterator", returns), ("Iterable", taken))
    names = [name for name, node in wanted if streamed_type(module, text, node) is not None]
    known = [name for name in names if import_of(module, text, name) is not None]
    return import_of(module, text, *known) or []


def merged(program: Program, function: Function) -> dict[str, list[Edit]]:
    """The edits after which a function is its own generator; none where others may want its list."""
    found = existing(program, function)
    name = function.node.name
    private = name.startswith("_") and not name.startswith("__")  # others are called by a mangled name
    own = found is not None and found.pairs is None and found.name == twin_name(name)
    twin = found.function if found is not None and own else None
    if twin is None or not private or program.is_mentioned(name):
        return {}
    text = Text(function.module.source.text)
    one, other = Header(text, function.node), Header(text, twin.node)
    if one.inline or other.inline or twin.node.lineno < function.node.lineno or function.node.decorator_list:
        return {}
    head = text.text[other.line : other.name] + name + text.text[other.name + len(twin.node.name) : other.colon + 1]
    edits = {function.module.source.path: [Edit(one.line, other.body, head + text.text[one.colon + 1 : one.body])]}
    for module in program.modules.values():
        renamed = [Edit(*span, name) for span in _uses(module, twin.node.name)]
        inside = range(one.line, other.body) if module is function.module else range(0)
        edits.setdefault(module.source.path, []).extend(edit for edit in renamed if edit.start not in inside)
    return {path: found for path, found in edits.items() if found}


def _uses(module: Module, name: str) -> Iterator[tuple[int, int]]:
    """Where a name is written: read, taken as an attribute, or imported."""
    text = Text(module.source.text)
    for node in module.all(ast.Name, ast.Attribute, ast.alias):
        match node:
            case ast.Name(id=found) | ast.Attribute(attr=found) if found == name:
                end = text.span(node)[1]
                yield end - len(name), end
            case ast.alias(name=found) if found == name:
                start = text.span(node)[0]
                yield start, start + len(name)
