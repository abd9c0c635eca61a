"""SM202: a container that is built whole and consumed once."""

import ast
from collections.abc import Iterator

from sparsemem.model import Severity
from sparsemem.review.held_already import becomes_a_dict, is_held_already
from sparsemem.review.index.project import Project
from sparsemem.review.likely import is_read, likely_built
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.review.snapshot import is_read_on, is_snapshot, is_started
from sparsemem.review.streams import is_all_kept, likely_streamed, streamed_by
from sparsemem.review.values import comprehension
from sparsemem.source import Filled, Module, Use, Variable, filled, lives, loops, only_use, place, tables


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Comprehensions consumed where they stand, named ones, and containers filled in a loop."""
    for node in module.all(ast.ListComp, ast.DictComp):
        made = comprehension(node)
        use = streamed_by(module, project, node)
        if (
            made
            and use
            and not _is_merged(node)
            and not is_started(node, use.by)
            and not is_snapshot(module, [node], use.by)
        ):
            yield _hit(module, node, node, use, made.text)
    for call in module.all(ast.Call):
        use = streamed_by(module, project, call) if _is_drained(module, call) else None
        # `any(tuple(f.cancel() for f in futures))`: written so that all of them are called.
        is_whole = use is not None and module.dotted(getattr(use.by, "func", None)) in tables.DRAINS_PARTLY
        if use and not is_whole and not is_snapshot(module, call.args, use.by):
            yield _hit(module, call, call, use, f"{ast.unparse(call.func)}()")
    for variable in module.locals():
        yield from _named(module, project, variable)
        yield from _filled(module, project, variable)


def _is_merged(node: ast.expr | None) -> bool:
    """Whether elements of the same key become one, as far as the text tells: what comes last is no stream."""
    return isinstance(node, ast.DictComp) and _is_of_another(node.key)


def _is_of_another(key: ast.expr) -> bool:
    """`event.room_id` and `event["room_id"]`, of which several events may have the same; not `room.room_id`."""
    match key:
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            pass
        case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(name))):
            pass
        case _:
            return False
    of, _, last = name.rpartition("_")
    return bool(of) and last in ("id", "key", "name") and of not in owner


def _is_drained(module: Module, call: ast.Call) -> bool:
    """`list` or `tuple` of what would have yielded its elements one by one."""
    if module.dotted(call.func) not in ("builtins.list", "builtins.tuple") or len(call.args) != 1:
        return False
    inner = call.args[0]
    name = (module.dotted(inner.func) or "") if isinstance(inner, ast.Call) else ""
    lazy = name in tables.WRAPPERS or (name in tables.LAZY and name.startswith("itertools."))
    return lazy or isinstance(inner, ast.GeneratorExp)


def _named(module: Module, project: Project, variable: Variable) -> Iterator[Hit]:
    for life in lives(module, variable):
        drained = isinstance(life.value, ast.Call) and _is_drained(module, life.value)
        if (not isinstance(life.value, ast.ListComp | ast.DictComp) and not drained) or _is_merged(life.value):
            continue
        use = _only_use(module, project, life.target, life.uses)
        if use and is_read_on(module, life.value, use.by):
            continue
        if use and not is_started(life.value, use.by) and not is_snapshot(module, [life.value], use.by):
            yield _hit(module, life.value, life.target, use, variable.name)


def _filled(module: Module, project: Project, variable: Variable) -> Iterator[Hit]:
    local = filled(module, variable)
    if local is None or local.kind == "set" or _computes_more(module, local):
        return
    keys = (module.parent(use) for use in local.fills)
    if any(isinstance(item, ast.Subscript) and _is_of_another(item.slice) for item in keys):
        return
    use = _only_use(module, project, local.life.target, local.uses)
    if use and not is_started(local.loop, use.by) and not is_snapshot(module, [local.loop], use.by):
        yield _hit(module, local.loop, local.life.target, use, variable.name)


def _computes_more(module: Module, local: Filled) -> bool:
    """Whether the loop works out anything else that is used after it: then it has to run to its end first."""
    if not isinstance(local.loop, ast.For):
        return True
    inside = set(ast.walk(local.loop))
    end = local.loop.end_lineno or 0
    for node in inside:
        variable = module.variable(node)
        changed = variable and variable is not local.life.variable and _may_change(module, node)
        if variable and changed and _read_after(variable, end):
            return True
    return False


def _read_after(variable: Variable, line: int) -> bool:
    """Whether a name is read after a line without having been bound anew."""
    bound = min((place(node)[0] for node in variable.bindings if place(node)[0] > line), default=1 << 30)
    return any(line < place(use)[0] < bound for use in variable.references)


def _may_change(module: Module, node: ast.AST) -> bool:
    """Whether a name is bound here, or is the receiver or the argument of a call, or is assigned into."""
    if not isinstance(node, ast.Name) or isinstance(node.ctx, ast.Store):
        return True
    parent = module.parent(node)
    if isinstance(parent, ast.Attribute | ast.Subscript) and parent.value is node:
        return not isinstance(parent.ctx, ast.Load) or isinstance(module.parent(parent), ast.Call)
    return isinstance(parent, ast.Call) and node is not parent.func


def _only_use(module: Module, project: Project, target: ast.AST, uses: tuple[ast.Name, ...]) -> Use | None:
    use = only_use(module, target, uses)
    is_of_its_time = use is not None and (_is_locked(module, target, use) or _is_across_yield(module, target, use))
    return streamed_by(module, project, use) if use and not is_of_its_time else None


def _is_across_yield(module: Module, target: ast.AST, use: ast.Name) -> bool:
    """Whether the function lets others go on between: a context manager saves what it puts back."""
    function, after = module.function(use), module.statement(target).end_lineno or 0
    return function is not None and any(
        after < place(one)[0] < place(use)[0] and module.function(one) is function and not loops(module, one)
        for one in module.all(ast.Yield)
    )


def _is_locked(module: Module, target: ast.AST, use: ast.Name) -> bool:
    """Whether it is built under a lock, which has no name, and consumed when that is released: `with self.lock:`."""
    block = module.enclosing(target, ast.With)
    if block is None or any(item.optional_vars is not None for item in block.items):
        return False
    return block not in module.ancestors(use)


def _hit(module: Module, built: ast.AST, node: ast.AST, use: Use, subject: str) -> Hit:
    message = f"{subject} is built whole and then consumed once, by {use.text}"
    where = place(use.by)[0]
    likely = likely_streamed(module, use, likely_built(module, built))
    if likely is Likely.UNKNOWN and (is_held_already(module, built, use) or becomes_a_dict(module, use)):
        likely = Likely.SMALL
    # A name alone says too little of what was not read: three of four such lists are short.
    is_loud = is_read(module, built) and not is_all_kept(module, use)
    severity: Severity | None = None if is_loud else "note"
    return Hit(node, subject, message, likely, {"consumed_by": use.text, "consumed_at": where}, severity)


RULE = Rule(
    code="SM202",
    name="container-consumed-once",
    finds=(
        "A list or dict that is built whole, in a comprehension or a loop, and whose only use takes its elements "
        "one after the other."
    ),
    why=(
        "All elements are alive together although one at a time is needed. With a million records that is the peak "
        "of the program, and small survivors among the elements keep the arenas of the others from going back."
    ),
    example=snippet(
        """
        def total(orders):
            prices = [order.price for order in orders]
            return sum(prices)
        """
    ),
    instead=snippet(
        """
        def total(orders):
            prices = (order.price for order in orders)
            return sum(prices)
        """
    ),
    safe=(
        "The source is not changed before or during the consumption; what computes the elements has no effects "
        "whose order matters and raises nothing that is caught around the building."
    ),
    remedy="make it a generator: round brackets, or a function that yields",
    severity="note",
    check=check,
)
