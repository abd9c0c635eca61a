"""Attributes that a class binds to a generator and to nothing else, and where its methods use them."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.values import Made, generator
from sparsemem.source import FunctionNode, Module

Uses = dict[FunctionNode, list[ast.Attribute]]


def own_generators(module: Module, project: Project) -> Iterator[tuple[str, Made, Uses]]:
    """Each such attribute as it is written, what makes its value, and its uses by method."""
    bound: dict[tuple[ast.ClassDef, str], list[Made | None]] = defaultdict(list)
    uses: dict[tuple[ast.ClassDef, str], Uses] = defaultdict(lambda: defaultdict(list))
    for node in module.all(ast.Attribute):
        name = own_attribute(node)
        function = module.function(node) if name else None
        owner = module.owner_class(function) if function else None
        if name is None or function is None or owner is None:
            continue
        if isinstance(node.ctx, ast.Load):
            uses[owner, name][function].append(node)
            continue
        statement = module.parent(node)
        plain = isinstance(statement, ast.Assign) and len(statement.targets) == 1
        bound[owner, name].append(generator(module, project, statement.value) if plain else None)  # type: ignore[union-attr]
    for (owner, name), made in bound.items():
        first = made[0]
        if first is not None and len(made) == 1:
            yield f"self.{name}", first, uses[owner, name]
