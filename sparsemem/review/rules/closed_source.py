"""SM233: a generator whose source is closed or changed before it is consumed."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.opened import opens
from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.values import generator
from sparsemem.source import How, Life, Module, every_life, lives, place, tables, use_of

_CHANGES = tables.CHANGING_METHODS - {"setdefault"}


def check(module: Module, project: Project) -> Iterator[Hit]:
    """What leaves a `with` block unread; then what is consumed after its source was closed or changed."""
    blocks: list[ast.With | ast.Try] = [*module.all(ast.With), *module.all(ast.Try)]
    for block in blocks:
        yield from _leaves_block(module, project, block)
    for variable in module.locals():
        for life in every_life(module, variable):
            if generator(module, project, life.value):
                yield from _source_touched(module, project, life)


def _leaves_block(module: Module, project: Project, block: ast.With | ast.Try) -> Iterator[Hit]:
    handles = set(_closed_with(module, project, block))
    if not handles:
        return
    opened = set(handles)
    for node in (inner for statement in block.body for inner in ast.walk(statement)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if _asks(node.value, handles):
                handles.add(node.targets[0].id)
            elif _reads_later(module, project, node.value, opened):
                yield from _used_after(module, block, node.targets[0])
            else:
                continue
            opened.add(node.targets[0].id)
        elif isinstance(node, ast.Return) and node.value is not None:
            local = module.function(node) is module.function(block)
            lazy = not isinstance(node.value, ast.Name) or node.value.id in opened - handles
            if local and lazy and _reads_later(module, project, node.value, opened):
                yield _hit(node, ast.unparse(node.value), "returned from the block that closes its source")


def _closed_with(module: Module, project: Project, block: ast.With | ast.Try) -> Iterator[str]:
    """The names of what a `with` opens, or the `finally` of a `try` closes."""
    if isinstance(block, ast.With):
        for item in block.items:
            if isinstance(item.optional_vars, ast.Name) and _opens(module, project, item.context_expr):
                yield item.optional_vars.id
        return
    for statement in block.finalbody:
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="close"))):
                yield name


def _asks(node: ast.expr, handles: set[str]) -> bool:
    """Whether it is a cursor of a connection: `connection.execute(query)`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="execute" | "cursor")):
            return name in handles
    return False


def _opens(module: Module, project: Project, node: ast.expr) -> bool:
    callee = project.callee(module, node) if isinstance(node, ast.Call) else None
    return opens(module, node) or (callee is not None and callee.opens)


def _reads_later(module: Module, project: Project, node: ast.expr, opened: set[str]) -> bool:
    """Whether an expression is an iterator that reads an opened source only when it is asked."""
    if isinstance(node, ast.Name):
        return node.id in opened
    if isinstance(node, ast.GeneratorExp):
        if _reads_later(module, project, node.generators[0].iter, opened):
            return True
        return any(_calls_on(inner, opened) for inner in ast.walk(node.elt))
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr.startswith("iter"):
        return isinstance(node.func.value, ast.Name) and node.func.value.id in opened
    if generator(module, project, node) is None:
        return False
    return any(_reads_later(module, project, argument, opened) for argument in node.args)


def _calls_on(node: ast.AST, opened: set[str]) -> bool:
    receiver = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    return isinstance(receiver, ast.Name) and receiver.id in opened


def _used_after(module: Module, block: ast.With | ast.Try, target: ast.Name) -> Iterator[Hit]:
    variable = module.variable(target)
    for life in lives(module, variable) if variable else ():
        if life.target is not target:
            continue
        for use in life.uses:
            if place(use)[0] > (block.end_lineno or 0) and _takes(module, use):
                yield _hit(use, target.id, "consumed after the block that closes its source")
                return


def _takes(module: Module, use: ast.Name) -> bool:
    return use_of(module, use).how in (How.STREAM, How.KEEP, How.NEXT, How.RETURNED)


def _source_touched(module: Module, project: Project, life: Life) -> Iterator[Hit]:
    source, asked = _source(life.value), _asked_later(module, life.value)
    taken = [use for use in life.uses if _takes(module, use)]
    if not taken or (source is None and not asked):
        return
    for statement in module.block(module.statement(life.target)):
        if not place(life.target) < place(statement) < place(taken[0]):
            continue
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=touched, attr=method))):
                name = ast.unparse(touched)
                if (name == source and method in _CHANGES) or (name in {source} | asked and method == "close"):
                    words = "closed" if method == "close" else "changed"
                    said = f"consumed after its source {name} was {words} in line {place(statement)[0]}"
                    yield _hit(taken[0], life.variable.name, said)
                    return


def _source(value: ast.expr) -> str | None:
    """The name, or the attribute of self, that an iterator reads from."""
    first = value.generators[0].iter if isinstance(value, ast.GeneratorExp) else None
    if isinstance(value, ast.Call) and value.args:
        first = value.args[-1]
    match first:
        case ast.Call(func=ast.Attribute(value=viewed, attr=view), args=[]) if view in tables.VIEWS:
            first = viewed
    return ast.unparse(first) if isinstance(first, ast.Name | ast.Attribute) else None


def _asked_later(module: Module, value: ast.expr) -> set[str]:
    """The local names whose methods a generator expression calls for each element."""
    nodes = ast.walk(value.elt) if isinstance(value, ast.GeneratorExp) else ()
    names = (node.func.value for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    found = ((one.id, module.variable(one)) for one in names if isinstance(one, ast.Name))
    return {name for name, variable in found if variable is not None and variable.scope.kind == "function"}


def _hit(node: ast.AST, subject: str, said: str) -> Hit:
    short = subject if len(subject) <= 60 else f"{subject[:57]}..."
    return Hit(node, short, f"{short} is {said}", evidence={"what": said})


RULE = Rule(
    code="SM233",
    name="closed-source",
    finds=(
        "A generator over a file, archive or cursor that leaves the `with` block, or a `try` that closes it in the "
        "end, or is consumed after `close()`, and one whose list or dict is changed before it is consumed."
    ),
    why=(
        "A generator reads when it is asked, not when it is made: then the file is closed and it raises, or the "
        "container has other elements and the result is silently wrong."
    ),
    example=snippet(
        """
        def words(path):
            with open(path) as lines:
                return (line.strip() for line in lines)
        """
    ),
    instead=snippet(
        """
        def words(path):
            with open(path) as lines:
                for line in lines:
                    yield line.strip()
        """
    ),
    safe="A generator function with the `with` inside keeps the source open until it is spent or closed.",
    remedy="make the function a generator with the `with` inside, or consume it in the block",
    severity="warning",
    check=check,
)
