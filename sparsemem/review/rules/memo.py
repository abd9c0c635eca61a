"""SM212: a hand-written memo from which nothing is ever taken out."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from sparsemem.review.index.evictions import last_name, own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.key_origins import outside_key
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source.containers import empty
from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Stores into a dict that outlives the call, where the same function first looks the same key up."""
    seen = set()
    measured = _measured(module)
    homes = _homes(module)
    for node in module.all(ast.Subscript):
        if not isinstance(node.ctx, ast.Store) or not isinstance(module.parent(node), ast.Assign):
            continue
        function = module.function(node)
        name = last_name(node.value)
        if function is None or name is None or (function, name) in seen:
            continue
        where = _outlives(module, homes, function, node.value)
        if where and _looks_up(module, function, node) and not _evicted(project, measured, node.value, name):
            seen.add((function, name))
            yield _hit(module, function, node, where)


def _hit(module: Module, function: FunctionNode, node: ast.Subscript, where: str) -> Hit:
    """A warning where its keys come from outside and it lives as long as the program: a memo of an instance goes with
    it, and other keys end with what the program itself defines."""
    store, outside = ast.unparse(node.value), outside_key(module, node.slice)
    message = f"{store} keeps every result of {function.name}(): nothing takes any out"
    if outside is not None:
        message += f"; {outside}: as many as there are requests, files or rows"
    evidence: dict[str, object] = {"lives_with": where, "outside": outside}
    loud = outside is not None and where != "instance"
    return Hit(node, store, message, _likely(module, node, where), evidence, None if loud else "note")


def _outlives(
    module: Module, homes: dict[tuple[ast.ClassDef, str], str], function: FunctionNode, store: ast.expr
) -> str | None:
    """What a memo lives as long as: the module, the class, the instance, the function; None for what is no memo."""
    variable = module.variable(store)
    if variable is not None:
        if variable.scope.kind == "module":
            created = [empty(module, _value(module, target)) == "dict" for target in variable.bindings]
            return "module" if created == [True] else None
        return "function" if _default(function, variable.name) else None
    attribute = own_attribute(store) or _class_attribute(store)
    owner = module.owner_class(function)
    if attribute is None or owner is None:
        return None
    return homes.get((owner, attribute))


def _value(module: Module, target: ast.AST) -> ast.expr | None:
    statement = module.parent(target)
    return statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None


def _default(function: FunctionNode, name: str) -> bool:
    """Whether a parameter has an empty dict as its default: one dict for all calls."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    with_default = arguments[len(arguments) - len(function.args.defaults) :]
    pairs = [*zip(with_default, function.args.defaults, strict=True)]
    pairs += [(a, d) for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d]
    return any(argument.arg == name and isinstance(default, ast.Dict) for argument, default in pairs)


def _class_attribute(store: ast.expr) -> str | None:
    match store:
        case ast.Attribute(value=ast.Name(id="cls"), attr=attribute):
            return attribute
    return None


def _homes(module: Module) -> dict[tuple[ast.ClassDef, str], str]:
    """`class` or `instance` for each attribute of a class that is made an empty dict, exactly once."""
    made: dict[tuple[ast.ClassDef, str], list[str | None]] = defaultdict(list)
    assigns: list[ast.Assign | ast.AnnAssign] = [*module.all(ast.Assign), *module.all(ast.AnnAssign)]
    for statement in assigns:
        owner = module.enclosing(statement, ast.ClassDef)
        in_class = module.parent(statement) is owner
        home = ("class" if in_class else "instance") if empty(module, statement.value) == "dict" else None
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            name = target.id if isinstance(target, ast.Name) and in_class else own_attribute(target)
            if owner and name:
                made[owner, name].append(home)
    return {key: homes[0] for key, homes in made.items() if len(homes) == 1 and homes[0]}


def _looks_up(module: Module, function: FunctionNode, stored: ast.Subscript) -> bool:
    """Whether the function also reads the store under the same key and returns what it holds."""
    store, key = ast.dump(_loaded(stored.value)), ast.dump(_loaded(stored.slice))
    tested = read = False
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            tested |= _same(node.comparators[0], store) and _same(node.left, key)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            hit = _same(node.value, store) and _same(node.slice, key)
            read |= hit
            tested |= hit and _caught(module, node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            hit = _same(node.func.value, store) and bool(node.args) and _same(node.args[0], key)
            tested |= hit
            read |= hit
    return tested and read and _hands_out(function, stored, store)


def _hands_out(function: FunctionNode, stored: ast.Subscript, store: str) -> bool:
    """Whether the function returns what the store holds, directly or by a name: else it keeps state, not results."""
    nodes = list(ast.walk(function))
    assigns = [node for node in nodes if isinstance(node, ast.Assign)]
    kept = {name for node in assigns if stored in node.targets for name in _plain_names(node.value, *node.targets)}
    kept |= {name for node in assigns if _mentions(node.value, store) for name in _plain_names(*node.targets)}
    returned = [node.value for node in nodes if isinstance(node, ast.Return) and node.value]
    return any(_mentions(value, store) or not kept.isdisjoint(_names_in(value)) for value in returned)


def _mentions(node: ast.AST, store: str) -> bool:
    return any(isinstance(inner, ast.Name | ast.Attribute) and _same(inner, store) for inner in ast.walk(node))


def _plain_names(*nodes: ast.expr) -> set[str]:
    """Those of the expressions, or of the elements of a tuple among them, that are names."""
    parts = [part for node in nodes for part in (node.elts if isinstance(node, ast.Tuple) else [node])]
    return {part.id for part in parts if isinstance(part, ast.Name)}


def _names_in(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _loaded(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


def _same(node: ast.expr, dumped: str) -> bool:
    return ast.dump(_loaded(node)) == dumped


def _caught(module: Module, node: ast.AST) -> bool:
    """Whether a missing key is handled here: `try: return memo[key]` / `except KeyError`."""
    around = module.enclosing(node, ast.Try)
    kinds = [last_name(handler.type) for handler in around.handlers] if around else []
    return bool({"KeyError", "LookupError"} & set(kinds))


def _measured(module: Module) -> set[str]:
    """What `len()` is taken of in a comparison: such a store has a bound."""
    return {
        ast.unparse(call.args[0])
        for call in module.all(ast.Call)
        if call.args and module.dotted(call.func) == "builtins.len" and isinstance(module.parent(call), ast.Compare)
    }


def _evicted(project: Project, measured: set[str], store: ast.expr, name: str) -> bool:
    """Whether anything, anywhere in the project, may take entries out of something of this name."""
    if name in project.evicted or (isinstance(store, ast.Attribute) and name in project.cleared):
        return True
    return ast.unparse(store) in measured


def _likely(module: Module, node: ast.Subscript, where: str) -> Likely:
    """Keys that are types are few; a memo in an instance goes with it."""
    key = ast.unparse(node.slice)
    few = key in ("cls", "type", "klass", "self.__class__") or key.startswith("type(") or key.endswith("__class__")
    return Likely.SMALL if few else Likely.UNKNOWN


RULE = Rule(
    code="SM212",
    name="memo-without-eviction",
    finds=(
        "A dict that outlives the call, which a function looks a key up in and stores its result in, and from which "
        "nothing is ever taken out."
    ),
    why=(
        "It grows with the number of different keys until the process ends, and its entries, made one at a time "
        "between other work, keep arenas from going back."
    ),
    example=snippet(
        """
        _users = {}


        def user(key):
            if key not in _users:
                _users[key] = load(key)
            return _users[key]
        """
    ),
    instead=snippet(
        """
        from functools import lru_cache


        @lru_cache(maxsize=10_000)
        def user(key):
            return load(key)
        """
    ),
    safe="Always, where results are recomputed equal. Identity is lost: two calls may return two equal objects.",
    remedy="use lru_cache(maxsize=...) or a cachetools cache with a bound, or take old entries out",
    severity="warning",
    check=check,
)
