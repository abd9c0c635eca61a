"""Calls of functions that build a container, or that have a generator beside them already."""

import ast
from collections.abc import Iterator

from sparsemem.rewrite.edits import twin
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.producers.recognition import producer_of
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.entry import function_of
from sparsemem.rewrite.reasons import Reason
from sparsemem.source.function import Function
from sparsemem.source.module import Module

Called = tuple[ast.Call, Function, Producer | Reason | None]
"""The call, what it runs, and how that builds: None where it has a generator."""


def building_calls(program: Program, module: Module, kind: str) -> Iterator[Called]:
    """The calls that make a `list` or a `dict`; also those of which it is not known which, with the reason."""
    for call in module.all(ast.Call):
        function = program.called(module, call) or _method(program, module, call)
        if function is None:
            continue
        if twin.existing(program, function) is not None:
            if twin.lists(function) == kind:
                yield call, function, None
            continue
        producer = producer_of(program, function)
        if isinstance(producer, Reason) or (producer is not None and producer.result == kind):
            yield call, function, producer


def _method(program: Program, module: Module, call: ast.Call) -> Function | None:
    """The method that is called on an object whose class is known, where one of that name builds something."""
    named = program.inheritance.methods_named(call.func.attr) if isinstance(call.func, ast.Attribute) else []
    builds = any(producer_of(program, f) is not None or twin.existing(program, f) is not None for f in named)
    return function_of(program, module, call) if builds else None
