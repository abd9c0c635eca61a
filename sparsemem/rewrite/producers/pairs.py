"""Dicts that are passed over once: whether their keys certainly differ, and the same over (key, value) pairs."""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.edits.draft import Page
from sparsemem.rewrite.edits.imports import streamed_type
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.reasons import Reason, RefusedError, Tier, require
from sparsemem.source import FunctionNode, Module, loops

_KEY, _VALUE = "_key", "_value"
DOUBTFUL: Verdict = Tier.T5, Reason.DUPLICATE_KEYS


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key, its value, and the only loop around them."""

    key: ast.expr
    value: ast.expr
    loop: ast.For | ast.comprehension


def keyed(producer: Producer) -> Keyed | None:
    """What a producer of a dict puts in; None where there are several loops or statements that do so."""
    if isinstance(producer.built, ast.DictComp):
        return keyed_comprehension(producer.built)
    match producer.fills:
        case [fill] if fill.key is not None:
            around = loops(producer.function.module, fill.statement)
            if len(around) == 1 and isinstance(around[0], ast.For):
                return Keyed(fill.key, fill.value, around[0])
    return None


def keyed_comprehension(node: ast.DictComp) -> Keyed | None:
    """What a dict comprehension with one loop puts in."""
    return Keyed(node.key, node.value, node.generators[0]) if len(node.generators) == 1 else None


def unique(frame: Frame, found: Keyed) -> Verdict | None:
    """None where the keys differ for whatever data; else how certain that is, and the reason."""
    variable, target, source = frame.module.variable(found.key), found.loop.target, found.loop.iter
    match target, source:
        case ast.Tuple(elts=[first, _]), ast.Call(func=ast.Attribute(value=holder, attr="items")):
            # Other classes have a method of that name too, and their keys may come twice.
            doubt: Verdict | None = None if frame.run(holder)[0].kind == "dict" else (Tier.T2, Reason.DUPLICATE_KEYS)
        case ast.Tuple(elts=[first, _]), ast.Call(func=function):
            doubt = None if frame.module.dotted(function) == "builtins.enumerate" else DOUBTFUL
        case first, _:
            doubt = None if frame.run(source)[0].kind in ("dict", "set", "range") else DOUBTFUL
    return doubt if variable is not None and variable.only is first else DOUBTFUL


def consume_pairs(page: Page, site: Site) -> None:
    """What passes over a dict, by itself or by a view, takes pairs. Raises RefusedError."""
    module, view, whole = page.module, "keys", site.use
    match module.parent(site.use):
        case ast.Attribute(attr=view) as attribute if isinstance(call := module.parent(attribute), ast.Call):
            whole = call
            page.put(page.span(site.use)[1], page.span(call)[1])
    if view == "items":
        return
    parent = module.parent(whole)
    if not isinstance(parent, ast.For | ast.comprehension):
        raise RefusedError(Reason.UNKNOWN_CALLEE)
    require(module.scope_of(parent.target).find(_KEY if view == "values" else _VALUE) is None)
    target = page.of(parent.target)
    if isinstance(parent.target, ast.Tuple) and not target.startswith("("):
        target = f"({target})"
    page.put(*page.span(parent.target), f"{_KEY}, {target}" if view == "values" else f"{target}, {_VALUE}")


def pairs_parameter(module: Module, node: FunctionNode) -> ast.arg | None:
    """The parameter of a function that it reads by nothing but one loop over its `.items()`."""
    for argument in node.args.args:
        variable = module.variable(argument)
        if variable is None or variable.only is None or len(variable.references) != 1:
            continue
        match module.parent(variable.references[0]):
            case ast.Attribute(attr="items") as view if isinstance(call := module.parent(view), ast.Call):
                if not call.args and isinstance(module.parent(call), ast.For | ast.comprehension):
                    return argument
    return None


def take_pairs(page: Page, pairs: ast.arg | None) -> None:
    """That parameter is read as pairs, and its annotation says so, or goes."""
    variable = page.module.variable(pairs) if pairs is not None else None
    if pairs is None or variable is None:
        return
    page.replace(page.module.parent(page.module.parent(variable.references[0]) or pairs) or pairs, pairs.arg)
    if pairs.annotation is not None:
        found, (start, end) = streamed_type(page, pairs.annotation, "Iterable"), page.span(pairs.annotation)
        page.put(start if found else page.span(pairs)[0] + len(pairs.arg), end, found or "")


def pairs_name(name: str) -> str:
    """`_total_of_pairs` for `total` and for `_total`."""
    return f"_{name.strip('_')}_of_pairs"
