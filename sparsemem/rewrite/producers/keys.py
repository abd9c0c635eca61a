"""Whether the keys that a loop puts into a dict certainly differ."""

import ast
from dataclasses import dataclass

from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.proof.alternation import Verdict
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.tiers import Tier
from sparsemem.source import Module, loops


@dataclass(frozen=True, slots=True)
class Keyed:
    """A key, and the loop that it comes from."""

    key: ast.expr
    target: ast.expr
    source: ast.expr


def keyed(module: Module, producer: Producer) -> Keyed | None:
    """The key of a producer of a dict and its only loop; None where there are several."""
    if isinstance(producer.built, ast.DictComp):
        return keyed_comprehension(producer.built)
    if len(producer.fills) != 1 or producer.fills[0].key is None:
        return None
    around = loops(module, producer.fills[0].statement)
    if len(around) != 1 or not isinstance(around[0], ast.For):
        return None
    return Keyed(producer.fills[0].key, around[0].target, around[0].iter)


def keyed_comprehension(node: ast.DictComp) -> Keyed | None:
    """The key of a dict comprehension with one loop."""
    return Keyed(node.key, node.generators[0].target, node.generators[0].iter) if len(node.generators) == 1 else None


def unique(frame: Frame, found: Keyed | None) -> Verdict | None:
    """None where the keys differ for whatever data; else how certain that is, and the reason."""
    if found is None or not isinstance(found.key, ast.Name):
        return Tier.T5, Reason.DUPLICATE_KEYS
    variable = frame.module.variable(found.key)
    if variable is None or len(variable.bindings) != 1:
        return Tier.T5, Reason.DUPLICATE_KEYS
    bound = variable.bindings[0]
    first = found.target.elts[0] if isinstance(found.target, ast.Tuple) and len(found.target.elts) == 2 else None
    if bound is first:
        return _first_of(frame, found.source)
    if bound is found.target:
        kind = frame.run(_bare(found.source))[0].kind
        return None if kind in ("dict", "set", "range") else (Tier.T5, Reason.DUPLICATE_KEYS)
    return Tier.T5, Reason.DUPLICATE_KEYS


def _first_of(frame: Frame, source: ast.expr) -> Verdict | None:
    """The first of each pair of a source."""
    if isinstance(source, ast.Call) and frame.module.dotted(source.func) == "builtins.enumerate":
        return None
    if not (isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "items"):
        return Tier.T5, Reason.DUPLICATE_KEYS
    # Other classes have a method of that name too, and their keys may come twice.
    return None if frame.run(source.func.value)[0].kind == "dict" else (Tier.T2, Reason.DUPLICATE_KEYS)


def _bare(source: ast.expr) -> ast.expr:
    """What `.keys()` is called on."""
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "keys":
        return source.func.value
    return source
