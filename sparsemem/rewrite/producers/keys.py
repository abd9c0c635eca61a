"""Whether the keys that a loop puts into a dict certainly differ."""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.source import loops

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
        case first, ast.Call(func=ast.Attribute(value=holder, attr="keys")):
            doubt = None if frame.run(holder)[0].kind == "dict" else DOUBTFUL
        case first, _:
            doubt = None if frame.run(source)[0].kind in ("dict", "set", "range") else DOUBTFUL
    return doubt if variable is not None and variable.only is first else DOUBTFUL
