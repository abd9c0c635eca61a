"""Values that are put into an attribute, or under a constant key, which one place in the project reads."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.consumers.consumer import consumer_of
from sparsemem.rewrite.producers.producer import twin_name
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Module, loops


def is_taken_once(program: Program, module: Module, value: ast.AST) -> bool:
    """Whether a value is kept by a name that nothing in the project reads but one place, which consumes it."""
    name = _kept_by(module, value)
    reads = list(reads_of(program, name)) if name is not None else []
    return len(reads) == 1 and is_consumed(program, *reads[0])


def is_consumed(program: Program, module: Module, read: ast.expr) -> bool:
    """Whether what is read is passed over, at a place that the project comes to once, as far as its text tells.

    Of an expression that gets out, whoever has it passes over it.
    """
    found = consumer_of(program, module, read)
    taken = not isinstance(found, Reason) or isinstance(module.parent(read), ast.comprehension)
    return taken and found is not Reason.ASYNC and not loops(module, read) and _is_called_once(program, module, read)


def _is_called_once(program: Program, module: Module, read: ast.expr) -> bool:
    """Whether the function around is called at one place, by its own name or as its twin, and not in a loop."""
    function = module.function(read)
    if function is None:
        return True
    names = {name for name in (node.name for node in module.functions()) if function.name in (name, twin_name(name))}
    calls = [
        (program.modules[path], call)
        for path, facts in program.facts.items()
        for name in names
        for call in facts.calls.get(name, ())
    ]
    calls = [(there, call) for there, call in calls if getattr(there.function(call), "name", "") not in names]
    return len(calls) == 1 and not loops(*calls[0])


def reads_of(program: Program, name: str) -> Iterator[tuple[Module, ast.Attribute | ast.Subscript]]:
    """All places that read an attribute, or what lies under a constant key, of that name, of whatever object."""
    for module in program.modules.values():
        nodes: list[ast.Attribute | ast.Subscript] = [*module.all(ast.Attribute), *module.all(ast.Subscript)]
        for node in nodes:
            if isinstance(node.ctx, ast.Load) and _name(node) == name:
                yield module, node


def _kept_by(module: Module, value: ast.AST) -> str | None:
    match module.parent(value):
        case ast.Assign(targets=[target]):
            return _name(target)
        case ast.Dict(keys=keys, values=values) if value in values:
            return getattr(keys[values.index(value)], "value", None)
    return None


def _name(node: ast.expr) -> str | None:
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return None
