"""How objects of the project's classes are made: what runs, and which attributes they have from the first."""

import ast

from sparsemem.rewrite.program.own_attributes import Attributes
from sparsemem.rewrite.program.program import Program
from sparsemem.source import Function, Module


def attributes_of(program: Program) -> Attributes:
    """What is known of the attributes of a program."""
    made: list[Attributes] = program.once("attributes", None, [], lambda: [Attributes(program)])
    return made[0]


def init_calls(program: Program, init: Function) -> list[tuple[Module, ast.Call]]:
    """Every call that runs an `__init__`; none where others may."""
    attributes, class_ = attributes_of(program), init.owner or ""
    found, lines = list[tuple[Module, ast.Call]](), dict[str, list[str]]()
    for heir in [class_, *sorted(program.names.heirs(class_))]:
        line = line_of(program, heir)
        if line is None or attributes.makers(heir) is None or init.is_decorated:
            return []
        lines[heir] = line
    for heir, line in lines.items():
        if _init_of(program, line) == class_:
            found += attributes.made(heir)
    for module, node in attributes.places.get("__init__", ()):
        call, around = module.parent(node), module.function(node)
        owner = Function(module, around).owner if around is not None else None
        above = isinstance(node.value, ast.Call) and ast.unparse(node.value) == "super()" and owner is not None
        if not above or not isinstance(call, ast.Call):
            return []
        if owner in lines and _init_of(program, lines[owner][1:]) == class_:
            found.append((module, call))
    return found


def _init_of(program: Program, line: list[str]) -> str | None:
    """The class of which `__init__` runs for the first of these classes, each the heir of the next."""
    for owner in line:
        module, node = program.classes[owner]
        if is_dataclass(module, node) or any(getattr(item, "name", "") == "__init__" for item in node.body):
            return owner
    return None


def is_begun(program: Program, class_: str, name: str) -> bool:
    """Whether an object has an attribute before anything else can be done with it."""
    line = line_of(program, class_)
    for owner in line or ():
        module, node = program.classes[owner]
        init = next(
            (item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == "__init__"), None
        )
        if init is not None:
            return name in _first_stored(init)
        if is_dataclass(module, node):
            items = [annotated(*program.classes[part]).get(name) for part in line or ()]
            return not has_words(node, {"init"}) and any(item is not None and not is_odd(item) for item in items)
    return False


def _first_stored(init: ast.FunctionDef) -> set[str]:
    """The attributes that the first lines of `__init__` bind, before `self` is used otherwise."""
    found, first = set[str](), init.args.args[0].arg if init.args.args else ""
    for statement in init.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case _:
                break
        if any(isinstance(part, ast.Name) and part.id == first for part in ast.walk(value)):
            break
        every = [item for target in targets for item in getattr(target, "elts", [target])]
        found |= {item.attr for item in every if isinstance(item, ast.Attribute) and ast.unparse(item.value) == first}
    return found


def line_of(program: Program, class_: str) -> list[str] | None:
    """A class and those above it, where each has one own base at most."""
    found = [class_]
    while above := attributes_of(program).bases(found[-1]):
        if len(above) > 1 or above[0] in found:
            return None
        found.append(above[0])
    return None if above is None else found


def is_dataclass(module: Module, node: ast.ClassDef) -> bool:
    """Whether its `__init__` is made of what is annotated in it."""
    marks = [mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list]
    return "dataclasses.dataclass" in map(module.dotted, marks)


def annotated(module: Module, node: ast.ClassDef) -> dict[str, ast.AnnAssign]:
    items = (item for item in node.body if isinstance(item, ast.AnnAssign)) if is_dataclass(module, node) else ()
    return {ast.unparse(item.target): item for item in items}


def has_words(node: ast.ClassDef, words: set[str]) -> bool:
    """Whether a decorator of a class is given one of these."""
    marks = [mark for mark in node.decorator_list if isinstance(mark, ast.Call)]
    return any(word.arg in words for mark in marks for word in mark.keywords)


def is_odd(item: ast.AnnAssign) -> bool:
    """Whether it is no field, or is not handed in by its place."""
    words = {k.arg for k in item.value.keywords} if isinstance(item.value, ast.Call) else set()
    return any(word in ast.unparse(item.annotation) for word in ("ClassVar", "InitVar", "KW_ONLY")) or bool(
        words & {"init", "kw_only"}
    )
