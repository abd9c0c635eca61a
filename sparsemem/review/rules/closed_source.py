"""SM233: a generator whose source is closed or changed before it is consumed."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.values import generator
from sparsemem.source import How, Life, Module, Variable, lives, place, tables, use_of

_OPENERS = frozenset(
    {
        "builtins.open",
        "io.open",
        "codecs.open",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "tarfile.open",
        "os.scandir",
        "zipfile.ZipFile",
        "urllib.request.urlopen",
        "contextlib.closing",
        "shelve.open",
        "tempfile.TemporaryFile",
        "tempfile.NamedTemporaryFile",
        "tokenize.open",
        "fileinput.input",
        "os.fdopen",
    }
)
_OPENING_METHODS = frozenset({"open", "cursor", "makefile"})
_CHANGES = tables.CHANGING_METHODS - {"setdefault"}


def check(module: Module, project: Project) -> Iterator[Hit]:
    """What leaves a `with` block unread; then what is consumed after its source was closed or changed."""
    for block in module.all(ast.With):
        yield from _leaves_block(module, project, block)
    for variable in module.locals():
        for life in lives(module, variable):
            if generator(module, project, life.value):
                yield from _source_touched(module, project, life)


def _leaves_block(module: Module, project: Project, block: ast.With) -> Iterator[Hit]:
    opened = {
        item.optional_vars.id
        for item in block.items
        if isinstance(item.optional_vars, ast.Name) and _opens(module, item.context_expr)
    }
    if not opened:
        return
    for node in (inner for statement in block.body for inner in ast.walk(statement)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if _reads_later(module, project, node.value, opened):
                opened.add(node.targets[0].id)
                yield from _used_after(module, block, node.targets[0])
        elif isinstance(node, ast.Return) and node.value is not None:
            local = module.function(node) is module.function(block)
            lazy = not isinstance(node.value, ast.Name) or node.value.id in opened - _handles(block)
            if local and lazy and _reads_later(module, project, node.value, opened):
                yield _hit(node, ast.unparse(node.value), "returned from the block that closes its source")


def _handles(block: ast.With) -> set[str]:
    return {item.optional_vars.id for item in block.items if isinstance(item.optional_vars, ast.Name)}


def _opens(module: Module, node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if module.dotted(node.func) in _OPENERS:
        return True
    return isinstance(node.func, ast.Attribute) and node.func.attr in _OPENING_METHODS


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


def _used_after(module: Module, block: ast.With, target: ast.Name) -> Iterator[Hit]:
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
    source = _source(module, life.value)
    taken = [use for use in life.uses if _takes(module, use)]
    if source is None or not taken:
        return
    block = module.parent(module.statement(life.target))
    for use in source.references:
        statement = module.statement(use)
        between = place(life.target) < place(use) < place(taken[0]) and module.parent(statement) is block
        if between and isinstance(statement, ast.Expr) and _touches(module, use):
            words = "closed" if "close" in ast.unparse(statement.value) else "changed"
            said = f"consumed after its source {source.name} was {words} in line {place(use)[0]}"
            yield _hit(taken[0], life.variable.name, said)
            return


def _source(module: Module, value: ast.expr) -> Variable | None:
    """The name that an iterator reads from."""
    first = value.generators[0].iter if isinstance(value, ast.GeneratorExp) else None
    if isinstance(value, ast.Call) and value.args:
        first = value.args[-1]
    return module.variable(first) if isinstance(first, ast.Name) else None


def _touches(module: Module, use: ast.Name) -> bool:
    attribute = module.parent(use)
    called = isinstance(attribute, ast.Attribute) and isinstance(module.parent(attribute), ast.Call)
    return called and attribute.attr in _CHANGES | {"close"}  # type: ignore[union-attr]


def _hit(node: ast.AST, subject: str, said: str) -> Hit:
    short = subject if len(subject) <= 60 else f"{subject[:57]}..."
    return Hit(node, short, f"{short} is {said}", evidence={"what": said})


RULE = Rule(
    code="SM233",
    name="closed-source",
    finds=(
        "A generator over a file, archive or cursor that leaves the `with` block, or is consumed after `close()`, "
        "and one whose list or dict is changed before it is consumed."
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
