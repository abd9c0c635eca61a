"""SM221: a parent link or a mutual reference that closes a cycle."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.source import FunctionNode, Module, place

Link = tuple[ast.AST, str, str, str]
"""Node, holder, attribute and held name of a statement that makes one object hold another."""
_DISPLAYS = ast.ListComp | ast.SetComp | ast.DictComp | ast.List | ast.Set | ast.Dict | ast.Tuple
_CLASSES = frozenset({"cls", "klass", "class_"})
"""Live as long as the program."""
_ADDING = frozenset({"append", "add", "insert", "appendleft"})


def check(module: Module, project: Project) -> Iterator[Hit]:
    """Objects that are given self and kept by self; then pairs of objects that are given to each other."""
    made = (hit for call in module.all(ast.Call) for hit in _made_with_self(module, project, call))
    seen = set()
    for hit in made:
        pair = (module.enclosing(hit.node, ast.ClassDef), hit.subject)
        if pair not in seen:  # the same two classes are one cycle, however many parts there are
            seen.add(pair)
            yield hit
    links: dict[FunctionNode, list[Link]] = defaultdict(list)
    for node in (*module.all(ast.Assign), *module.all(ast.Call)):
        link = _link(node)
        function = module.function(node) if link else None
        if link and function:
            links[function].append(link)
    for found in links.values():
        yield from _linked(project, found)


def _made_with_self(module: Module, project: Project, call: ast.Call) -> Iterator[Hit]:
    """`self.child = Child(self)` where `Child.__init__` keeps its argument in an attribute."""
    facts = project.class_(module.dotted(call.func))
    forward = _home(module, call) if facts else None
    if facts is None or forward is None or _broken(project, forward):
        return
    given = dict(zip(facts.parameters, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    for parameter, argument in given.items():
        back = facts.stored.get(parameter)
        if back and isinstance(argument, ast.Name) and argument.id == "self" and not _broken(project, back):
            child = facts.name.rpartition(".")[2]
            message = f"self.{forward} keeps the {child}, and {child}.{back} keeps self: a cycle that nothing breaks"
            if _is_final(module.enclosing(call, ast.ClassDef)):
                message += ", and __del__ runs only when a collection finds it"
            yield Hit(call, f"{child}.{back}", message, evidence={"forward": forward, "back": back})


def _is_final(owner: ast.ClassDef | None) -> bool:
    return any(isinstance(one, FunctionNode) and one.name == "__del__" for one in (owner.body if owner else ()))


def _broken(project: Project, *attributes: str) -> bool:
    """Whether anything in the project sets one of the attributes to None, or takes something out of it."""
    return any(attribute in project.cleared or attribute in project.evicted for attribute in attributes)


def _home(module: Module, call: ast.Call) -> str | None:
    """The attribute of self in which what a call makes ends up, at once or by a name that it has on the way."""
    statement = module.parent(call)
    variable = module.variable(statement.targets[0]) if isinstance(statement, ast.Assign) else None
    uses = variable.references if variable and variable.scope.kind == "function" else []
    return next((name for node in [call, *uses] if (name := _kept_by_self(module, node))), None)


def _kept_by_self(module: Module, node: ast.expr) -> str | None:
    """The attribute of self in which a value ends up: assigned, added, or stored under a key."""
    parent = module.parent(node)
    while isinstance(parent, _DISPLAYS):
        node, parent = parent, module.parent(parent)
    if isinstance(parent, ast.Assign):
        targets = [target.value if isinstance(target, ast.Subscript) else target for target in parent.targets]
        return next((name for target in targets if (name := own_attribute(target))), None)
    if isinstance(parent, ast.Call) and node in parent.args and isinstance(parent.func, ast.Attribute):
        return own_attribute(parent.func.value) if parent.func.attr in _ADDING else None
    return None


def _linked(project: Project, links: list[Link]) -> Iterator[Hit]:
    """`child.parent = self` beside `self.children.append(child)`, `a.next = b` beside `b.prev = a`."""
    by_pair = {(holder, held): attribute for _, holder, attribute, held in links}
    seen = set()
    for node, holder, attribute, held in sorted(links, key=lambda link: place(link[0])):
        back = by_pair.get((held, holder))
        pair = frozenset((holder, held))
        if back and len(pair) == 2 and pair not in seen and not _broken(project, attribute, back):
            seen.add(pair)
            message = (
                f"{holder}.{attribute} keeps {held}, and {held}.{back} keeps {holder}: a cycle that nothing breaks"
            )
            yield Hit(node, f"{holder}.{attribute}", message, evidence={"forward": attribute, "back": back})


def _link(node: ast.AST) -> Link | None:
    target: ast.expr | None = None
    value: ast.expr | None = None
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
        target = target.value if isinstance(target, ast.Subscript) else target
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ADDING:
        target, value = node.func.value, node.args[-1] if node.args else None
    if isinstance(target, ast.Attribute) and isinstance(value, ast.Name | ast.Subscript):
        holder, held = ast.unparse(target.value), ast.unparse(value)
        return None if not _CLASSES.isdisjoint({holder, held}) else (node, holder, target.attr, held)
    return None


RULE = Rule(
    code="SM221",
    name="parent-cycle",
    finds=(
        "An object that holds another which holds it back, by strong references that nothing sets to None: a parent "
        "link, a doubly linked list, an owner that is handed to its parts."
    ),
    why=(
        "Reference counting never frees a cycle: the objects and all they hold wait for the garbage collector, "
        "whose oldest generation may not be collected for a long time, while new data is allocated beside them."
    ),
    example=snippet(
        """
        class Node:
            def __init__(self):
                self.children = []

            def add(self, child):
                child.parent = self
                self.children.append(child)
        """
    ),
    instead=snippet(
        """
        import weakref


        class Node:
            def __init__(self):
                self.children = []

            def add(self, child):
                child.parent = weakref.ref(self)
                self.children.append(child)
        """
    ),
    safe="A weak link is safe where something else holds the parent for as long as the child needs it.",
    remedy="make the link to the parent a weakref, or set it to None where the parent is closed",
    severity="note",
    check=check,
)
