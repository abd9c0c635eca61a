"""What stands against a generator at a place whatever its two sides do to each other."""

import ast

from sparsemem.rewrite.consumers.consuming import rewritten_files
from sparsemem.rewrite.consumers.site import Site, is_context
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.module import Module


def hazard_of(program: Program, module: Module, site: Site, around: ast.AST) -> Reason | None:
    """What stands against it whatever the two do to each other."""
    if isinstance(around, ast.AsyncFunctionDef):
        return Reason.ASYNC
    if looks_at_names(program, module, around):
        return Reason.SCOPE
    if _changes_context(module, site):
        return Reason.CONTEXT_CHANGED
    if rewritten_files(module, site.made, [*site.between, site.region]):
        return Reason.REREADS_FILE
    if any(_closes(node) for statement in site.between for node in ast.walk(statement)):
        return Reason.RESOURCE_CLOSED
    return None


def _closes(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "close"


def _changes_context(module: Module, site: Site) -> bool:
    """Whether one is changed between the making of a value and its end."""
    nodes = [*site.between, site.region] if site.life or site.between else []
    return any(is_context(call) for node in nodes for call in ast.walk(node))
