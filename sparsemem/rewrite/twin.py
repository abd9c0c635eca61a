"""The lazy twin of a function: the generator that it becomes, and the function as the list or dict of it."""

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from sparsemem.review.flow import place
from sparsemem.review.index.module import Module
from sparsemem.rewrite.draft import Edit, Text, applied
from sparsemem.rewrite.producer import Fill, Producer
from sparsemem.rewrite.program import Function, Program
from sparsemem.rewrite.proof.follow import own_nodes
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transforms.annotation import import_of, streamed_type

_FOR = re.compile(r"\s*(async\s+)?for\b")


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
    if function.module.owner_class(function.node):
        names = names[1:]
    names += [node.vararg.arg] if node.vararg else []
    return names + [a.arg for a in node.kwonlyargs] + ([node.kwarg.arg] if node.kwarg else [])


def made(program: Program, producer: Producer) -> Twin | Reason:
    """The twin of a producer, and the edits that put it behind the function."""
    found = existing(program, producer.function)
    if found is not None:
        return Twin(found[0].node.name, (), found[1])
    module, node = producer.function.module, producer.function.node
    text, name = Text(module.source.text), twin_name(node.name)
    if name in module.scope_of(module.parent(node) or module.tree).variables or not _is_plain(module, producer):
        return Reason.SCOPE
    body = _body_edits(module, text, producer)
    if isinstance(body, Reason):
        return body
    pairs = pairs_parameter(module, producer)
    edits = [*body, *_pairs_edits(module, text, producer, pairs)]
    both = _written(module, text, producer, Header(text, node), edits, pairs)
    start, end = text.offset(node.lineno, 0), text.offset((node.end_lineno or 0) + 1, 0)
    imports = _imports(module, text, producer, pairs)
    return Twin(name, (Edit(start, end, both), *imports), pairs and pairs.arg)


def _is_plain(module: Module, producer: Producer) -> bool:
    """Whether `list` and `dict` are Python's own at that place."""
    scope = module.scopes[producer.function.node]
    return (scope.find(producer.result) is None and scope.find("Iterator") is None) or scope.find(
        producer.result
    ) is None


class Header:
    """Where the parts of a function's first lines are."""

    def __init__(self, text: Text, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.line = text.offset(node.lineno, 0)
        self.colon = _colon(text, node)
        self.name = self.line + re.compile(r"\s*def\s+").match(text.text[self.line :]).end()  # type: ignore[union-attr]
        first = node.body[0]
        self.inline = first.lineno == text.line_of(self.colon)
        documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        documented = documented and isinstance(first.value.value, str)  # type: ignore[attr-defined]
        self.body = text.offset(text.line_of(self.colon) + 1, 0)
        """Where the lines after the header, and the docstring, begin."""
        if documented:
            self.body = text.offset((first.end_lineno or 0) + 1, 0)
        self.statement = text.span(node.body[1] if documented and len(node.body) > 1 else first)[0]


def _colon(text: Text, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    start = text.offset(node.lineno, 0)
    lines = io.StringIO(text.text[start:])
    depth = 0
    for token in tokenize.generate_tokens(lines.readline):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and not depth:
                line, column = token.start
                return text.offset(node.lineno + line - 1, 0) + column
    raise ValueError("a function without a colon")


def _written(
    module: Module, text: Text, producer: Producer, header: Header, edits: list[Edit], pairs: ast.arg | None
) -> str:
    """The function as the list of its twin, and the twin behind it."""
    node = producer.function.node
    outer = text.indent(node)
    inner = text.indent(node.body[0]) if not header.inline else f"{outer}    "
    end = text.offset((node.end_lineno or 0) + 1, 0)
    head = text.text[header.line : header.colon + 1 if header.inline else header.body]
    call = _call(module, producer, pairs)
    newline = text.newline
    wrapper = f"{head}{newline if header.inline else ''}{inner}return {producer.result}({call}){newline}"
    renamed = [Edit(header.name, header.name + len(node.name), twin_name(node.name))]
    renamed += _annotated(module, text, producer, header)
    first = applied(text.text[header.line : header.colon + 1], _moved(renamed, header.line))
    start = header.statement if header.inline else header.body
    signature = text.text[header.colon + 1 : text.offset(text.line_of(header.colon) + 1, 0)]
    body = applied(text.text[start:end], _moved([edit for edit in edits if edit.start >= start], start))
    head_edits = [edit for edit in edits if edit.start < header.colon]
    if head_edits:
        first = applied(text.text[header.line : header.colon + 1], _moved([*renamed, *head_edits], header.line))
    first += f"{newline}{inner}" if header.inline else signature
    blank = newline * (2 if not outer else 1)
    last = "" if body.endswith(("\n", "\r")) else newline
    whole = f"{wrapper}{blank}{first}{body}"
    return whole.rstrip("\r\n") if last else whole


def _moved(edits: list[Edit], by: int) -> list[Edit]:
    return [Edit(edit.start - by, edit.end - by, edit.text) for edit in edits]


def _annotated(module: Module, text: Text, producer: Producer, header: Header) -> list[Edit]:
    """The return annotation of the twin; what cannot be told is left out."""
    returns = producer.function.node.returns
    if returns is None:
        return []
    found = streamed_type(module, text, returns)
    start, end = text.span(returns)
    if found is None or import_of(module, text, "Iterator") is None:
        arrow = text.text.rindex("->", header.line, start)
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


def _call(module: Module, producer: Producer, pairs: ast.arg | None) -> str:
    node = producer.function.node
    arguments = node.args
    names = [a.arg for a in [*arguments.posonlyargs, *arguments.args]]
    receiver = ""
    if module.owner_class(node):
        receiver, names = f"{names[0]}.", names[1:]
    passed = [f"{name}.items()" if pairs is not None and name == pairs.arg else name for name in names]
    passed += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    passed += [f"{a.arg}={a.arg}" for a in arguments.kwonlyargs]
    passed += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return f"{receiver}{twin_name(node.name)}({', '.join(passed)})"


def pairs_parameter(module: Module, producer: Producer) -> ast.arg | None:
    """The parameter of a function that builds a dict which it reads by nothing but one loop over its `.items()`."""
    if producer.result != "dict":
        return None
    arguments = producer.function.node.args
    for argument in arguments.args:
        variable = module.variable(argument)
        if variable is not None and len(variable.references) == 1 and len(variable.bindings) == 1:
            attribute = module.parent(variable.references[0])
            call = module.parent(attribute) if isinstance(attribute, ast.Attribute) else None
            is_items = isinstance(attribute, ast.Attribute) and attribute.attr == "items"
            is_looped = isinstance(module.parent(call) if call else None, ast.For | ast.comprehension)
            if is_items and isinstance(call, ast.Call) and not call.args and is_looped:
                return argument
    return None


def _pairs_edits(module: Module, text: Text, producer: Producer, pairs: ast.arg | None) -> list[Edit]:
    variable = module.variable(pairs) if pairs is not None else None
    if pairs is None or variable is None:
        return []
    call = module.parent(module.parent(variable.references[0]) or module.tree)
    edits = [Edit(*text.span(call), pairs.arg)] if call else []
    if pairs.annotation is None:
        return edits
    found = streamed_type(module, text, pairs.annotation, "Iterable")
    start, end = text.span(pairs.annotation)
    if found is None:
        return [*edits, Edit(text.span(pairs)[0] + len(pairs.arg), end, "")]
    return [*edits, Edit(start, end, found)]


def _body_edits(module: Module, text: Text, producer: Producer) -> list[Edit] | Reason:
    edits: list[Edit] = []
    for part in producer.returns:
        found = _return(module, text, producer, part)
        if found is None:
            return Reason.NOT_A_PRODUCER
        edits += found
    if producer.start is not None:
        edits.append(text.removed(producer.start))
    for fill in producer.fills:
        found = _yield(text, fill)
        if found is None:
            return Reason.NOT_A_PRODUCER
        edits += found
    return edits


def _return(module: Module, text: Text, producer: Producer, part: ast.Return) -> list[Edit] | None:
    node = producer.function.node
    last = _is_last(module, node.body, part)
    if part.value is not producer.built or producer.built is None:
        if part is node.body[-1] and len(node.body) > 2:
            return [text.removed(part)]
        return [Edit(*text.span(part), "return")]
    start, end = text.span(part)
    if isinstance(producer.built, ast.Call):
        return _delegated(text, part, producer.built, [] if last else [f"{text.newline}{text.indent(part)}return"])
    inner = generator(text, producer.built)
    value_start = text.span(part.value)[0]
    if inner is None:
        return None
    if part is node.body[-1] and len(producer.returns) == 1:
        return inner
    after = [] if last else [Edit(end, end, f"{text.newline}{text.indent(part)}return")]
    return [Edit(start, value_start, "yield from "), *inner, *after]


def _is_last(module: Module, body: list[ast.stmt], part: ast.stmt) -> bool:
    """Whether nothing is left to do in the function after a statement."""
    last = body[-1]
    if isinstance(last, ast.With):
        return _is_last(module, last.body, part)
    if isinstance(last, ast.If):
        return _is_last(module, last.body, part) or (bool(last.orelse) and _is_last(module, last.orelse, part))
    return last is part


def _delegated(text: Text, part: ast.Return, call: ast.Call, after: list[str]) -> list[Edit]:
    """`yield from x` for `return list(x)`."""
    start, end = text.span(part)
    func_start, func_end = text.span(call.func)
    inner_start, inner_end = text.span(call.args[0])
    plain = "\n" not in text.text[func_end:end] and not isinstance(call.args[0], ast.GeneratorExp)
    tail = [Edit(end, end, "".join(after))] if after else []
    if plain:
        return [Edit(start, inner_start, "yield from "), Edit(inner_end, end, ""), *tail]
    return [Edit(start, func_start, "yield from "), Edit(func_start, func_end, ""), *tail]


def generator(text: Text, node: ast.ListComp | ast.DictComp) -> list[Edit] | None:
    """The brackets of a comprehension made round; a dict's elements made pairs."""
    start, end = text.span(node)
    edits = [Edit(start, start + 1, "("), Edit(end - 1, end, ")")]
    if isinstance(node, ast.ListComp):
        return edits
    key_end, value_start, value_end = text.span(node.key)[1], text.span(node.value)[0], text.span(node.value)[1]
    gap = text.text[key_end:value_start]
    tail = text.text[value_end : text.span(node.generators[0].target)[0]]
    word = re.search(r"\bfor\b", tail)
    if "#" in gap or "#" in tail or ":" not in gap or word is None:
        return None
    colon = key_end + gap.index(":")
    close = value_end + len(tail[: word.start()].rstrip())
    return [Edit(start, start + 1, "(("), Edit(colon, colon + 1, ","), Edit(close, close, ")"), edits[1]]


def _yield(text: Text, fill: Fill) -> list[Edit] | None:
    start, end = text.span(fill.statement)
    value_start, value_end = text.span(fill.value)
    word = "yield from " if fill.kind == "extend" else "yield "
    if isinstance(fill.statement, ast.AugAssign):
        return [Edit(start, value_start, word)]
    if fill.kind == "item":
        return _yield_pair(text, fill)
    assert isinstance(fill.statement, ast.Expr)
    assert isinstance(fill.statement.value, ast.Call)
    func_end = text.span(fill.statement.value.func)[1]
    tail = text.text[value_end:end]
    if isinstance(fill.value, ast.GeneratorExp) or "\n" in text.text[start:end] or "#" in tail:
        comma = [Edit(value_end + tail.index(","), value_end + tail.index(",") + 1, "")] if "," in tail else []
        return None if "#" in tail and comma else [Edit(start, func_end, word), *comma]
    bare = not isinstance(fill.value, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await)
    if bare and text.text[func_end:value_start] == "(" and tail in (")", ",)"):
        return [Edit(start, value_start, word), Edit(value_end, end, "")]
    comma = [Edit(value_end + tail.index(","), value_end + tail.index(",") + 1, "")] if "," in tail else []
    return [Edit(start, func_end, word), *comma]


def _yield_pair(text: Text, fill: Fill) -> list[Edit] | None:
    start = text.span(fill.statement)[0]
    assert fill.key is not None
    key_start, key_end = text.span(fill.key)
    value_start, value_end = text.span(fill.value)
    between = text.text[key_end:value_start]
    bracket = between.index("]")
    opened = between[between.index("=") + 1 :].strip()
    if "#" in between or between[:bracket].strip() or (opened and set(opened) != {"("}):
        return None
    tuple_ = isinstance(fill.value, ast.Tuple) and text.text[value_start] != "("
    shift = value_start - len(opened)
    edits = [Edit(start, key_start, "yield "), Edit(key_end, shift, ", ")]
    return [*edits, Edit(value_start, value_start, "("), Edit(value_end, value_end, ")")] if tuple_ else edits


__all__ = ["Twin", "existing", "made", "pairs_parameter", "place", "twin_name"]
_ = own_nodes
