"""Dict comprehensions that are only passed over: they yield (key, value) pairs instead."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.judging import judged
from sparsemem.rewrite.consumers.site import Site, site_of
from sparsemem.rewrite.edits.draft import Text
from sparsemem.rewrite.edits.views import as_pairs, dict_reason
from sparsemem.rewrite.edits.yielding import generator
from sparsemem.rewrite.producers.keys import keyed_comprehension, unique
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.displays import clauses
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.value import Value, pair
from sparsemem.rewrite.proposal import Edits, Proposal, refused
from sparsemem.rewrite.reasons import Reason
from sparsemem.rewrite.transform import Transform
from sparsemem.source.module import Module

_HERE = Transform.DICT_PAIRS


def propose(program: Program, module: Module) -> Iterator[Proposal]:
    """Every dict comprehension that something consumes."""
    for node in module.all(ast.DictComp):
        proposal = _comprehension(program, module, node)
        if proposal is not None:
            yield proposal


def _comprehension(program: Program, module: Module, node: ast.DictComp) -> Proposal | None:
    path, parent = module.source.path, module.parent(node)
    named = isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name)
    viewed = isinstance(parent, ast.Attribute | ast.For | ast.comprehension)
    if not named and not viewed:
        return None
    site = site_of(program, module, node)
    reason = dict_reason(module, node, site)
    if any(isinstance(part, ast.NamedExpr | ast.Await) for part in ast.walk(node)):
        reason = reason or Reason.SCOPE
    if reason is not None or isinstance(site, Reason):
        return refused(path, node, _HERE, reason or Reason.LATER_USE)
    frame = entered(program, module, node)
    doubt = unique(frame, keyed_comprehension(node))
    if doubt is not None and doubt[0] > 3:
        return Proposal(path, node, _HERE, *doubt)
    (key, one), (item, other) = frame.run(node.key), frame.run(node.value)
    both, effects = pair(key, item), clauses(frame, node) | one | other
    verdict = judged(program, module, site, effects, both, Value("dict", element=item, key=key))
    verdict = verdict if doubt is None or verdict[0] > doubt[0] else doubt
    return Proposal(path, node, _HERE, *verdict, lambda: _inline(module, node, site))


def _inline(module: Module, node: ast.DictComp, site: Site) -> Edits | Reason:
    text = Text(module.source.text)
    taken, made = as_pairs(module, text, site), generator(text, node)
    if isinstance(taken, Reason) or made is None:
        return taken if isinstance(taken, Reason) else Reason.SCOPE
    return {module.source.path: [*made, *taken]}
