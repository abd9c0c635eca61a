"""The lazy twin of a function: the generator that it becomes, and the function as the list or dict of it."""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.edits.annotation import streamed_type
from sparsemem.rewrite.edits.draft import Edit, Text
from sparsemem.rewrite.edits.header import Split, forwarding_call, split
from sparsemem.rewrite.edits.library_import import import_of
from sparsemem.rewrite.edits.pairs import pairs_edits, pairs_parameter
from sparsemem.rewrite.edits.yielding import body_edits
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, Module


@dataclass(frozen=True, slots=True)
class Twin:
    """The name of the twin of a function, and the parameter that it takes as pairs where that was a dict."""

    name: str
    edits: tuple[Edit, ...]
    """In the file of the function; none where the twin is there already."""
    pairs: str | None = None


def twin_name(name: str) -> str:
    """`_iter_rows` for `rows` and for `_rows`."""
    return f"_iter_{name.strip('_')}"


def existing(program: Program, function: Function) -> tuple[Function, str | None] | None:
    """The generator that a function is the list or dict of, where its body is nothing else."""
    body = [s for s in function.node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    match body:
        case [ast.Return(value=ast.Call(func=maker, args=[ast.Call() as call], keywords=[]))]:
            module = function.module
            if module.dotted(maker) not in ("builtins.list", "builtins.dict"):
                return None
            found = program.callee(module, call)
            if found is None or found.module is not module or found.node.name != twin_name(function.node.name):
                return None
            passed, pairs = _forwarded(call)
            return (found, pairs) if passed == _parameters(function) else None
    return None


def lists(function: Function) -> str | None:
    """`list` or `dict`: what a function makes of its twin."""
    match function.node.body[-1]:
        case ast.Return(value=ast.Call(func=maker)):
            return (function.module.dotted(maker) or "").removeprefix("builtins.")
    return None


def _forwarded(call: ast.Call) -> tuple[list[str], str | None]:
    """The names that a call passes on, and which of them as `name.items()`."""
    names, pairs = [], None
    for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
        inner = value.value if isinstance(value, ast.Starred) else value
        match inner:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items"), args=[], keywords=[]):
                pairs = name
                names.append(name)
            case ast.Name(id=name):
                names.append(name)
    return names, pairs


def _parameters(function: Function) -> list[str]:
    node = function.node.args
    names = [a.arg for a in [*node.posonlyargs, *node.args]]
    if function.is_method:
        names = names[1:]
    names += [node.vararg.arg] if node.vararg else []
    return names + [a.arg for a in node.kwonlyargs] + ([node.kwarg.arg] if node.kwarg else [])


def existing_or_made(program: Program, function: Function, producer: Producer | None) -> Twin | Reason:
    """The generator beside a function; where there is none yet, with the edits that put it there."""
    found = existing(program, function)
    if found is not None:
        return Twin(found[0].node.name, (), found[1])
    return Reason.SCOPE if producer is None else _made(producer)


def _made(producer: Producer) -> Twin | Reason:
    module, node = producer.function.module, producer.function.node
    text, name = Text(module.source.text), twin_name(node.name)
    if name in module.scope_of(module.parent(node) or module.tree).variables or not _is_plain(module, producer):
        return Reason.SCOPE
    body = body_edits(module, text, producer)
    if isinstance(body, Reason):
        return body
    pairs = pairs_parameter(module, node) if producer.result == "dict" else None
    edits = [*body, *pairs_edits(module, text, pairs), *_annotated(module, text, producer)]
    call = forwarding_call(producer.function, name, pairs)
    both = split(text, node, Split(name, f"{producer.result}({call})", edits))
    return Twin(name, (both, *_imports(module, text, producer, pairs)), pairs.arg if pairs else None)


def _is_plain(module: Module, producer: Producer) -> bool:
    """Whether `list` and `dict` are Python's own at that place."""
    return module.scopes[producer.function.node].find(producer.result) is None


def _annotated(module: Module, text: Text, producer: Producer) -> list[Edit]:
    """The return annotation of the twin; what cannot be told is left out."""
    returns = producer.function.node.returns
    if returns is None:
        return []
    found = streamed_type(module, text, returns)
    start, end = text.span(returns)
    if found is None or import_of(module, text, "Iterator") is None:
        arrow = text.text.rindex("->", 0, start)
        return [Edit(len(text.text[:arrow].rstrip()), end, "")]
    return [Edit(start, end, found)]


def _imports(module: Module, text: Text, producer: Producer, pairs: ast.arg | None) -> list[Edit]:
    returns = producer.function.node.returns
    names = ["Iterator"] if returns is not None and streamed_type(module, text, returns) else []
    names += ["Iterable"] if pairs is not None and streamed_type(module, text, pairs.annotation, "Iterable") else []
    found: list[Edit] = []
    for name in sorted(names):
        found += import_of(module, text, name) or []
    if len(found) == 2 and found[0].start == found[1].start:
        one, other = found
        if one.text.startswith("from") or f"{text.newline}from" in one.text:
            return [Edit(one.start, one.end, one.text.replace("Iterable", "Iterable, Iterator"))]
        return [Edit(one.start, one.end, f"{one.text.rstrip(', ')}, {other.text.lstrip(', ')}")]
    return found
