"""Names of a module's top level, and all that uses them: there, and in the modules that import them."""

import ast

from sparsemem.rewrite.program.program import Program
from sparsemem.source import Module, Variable

Place = tuple[Module, ast.expr]
_DEEP = 5
_BY_TEXT, _ALL = ("getattr", "attrgetter"), {"globals", "vars", "eval", "exec", "import_module", "__import__"}


def home_of(program: Program, module: Module, variable: Variable) -> tuple[Module, Variable]:
    """The module and name that a name is, where it is imported from another module of the project."""
    for _ in range(_DEEP):
        only = variable.bindings[0] if len(variable.bindings) == 1 else None
        name = module.imported(only) if isinstance(only, ast.alias) else None
        place, _, last = (name or "").rpartition(".")
        found = next(((one, one.scopes[one.tree].variables.get(last)) for one in _named(program, place)), None)
        if found is None or found[1] is None:
            break
        module, variable = found[0], found[1]
    return module, variable


def places_of(program: Program, module: Module, variable: Variable) -> list[Place] | None:
    """Every use of a name of a module's top level; None where it may be used, or bound, without being named."""
    name, full = variable.name, f"{module.name}.{variable.name}"
    if program.imports(f"{module.name}.*") or name in program.replaced or _may_be_unnamed(program, name):
        return None
    found: list[Place] = [(module, use) for use in variable.references]
    for other in program.modules.values():
        for alias in other.all(ast.alias):
            taken = other.variable(alias) if other.imported(alias) == full else None
            if taken is not None and len(taken.bindings) > 1:
                return None
            found += [(other, use) for use in taken.references] if taken is not None else []
        for node in other.all(ast.Attribute):
            if node.attr == name and program.is_imported(module) and other.dotted(node) in (None, full):
                if other.dotted(node) is None:
                    return None
                found.append((other, node))
    return found


def _may_be_unnamed(program: Program, name: str) -> bool:
    """Whether something may read a name of a module by a text."""
    facts = program.facts.values()
    asked = [call for part in facts for word in _BY_TEXT for call in part.calls.get(word, ())]
    every = not any(part.calls.keys() & _ALL for part in facts)
    texts = [value for call in asked for value in call.args[getattr(call.func, "id", "") == "getattr" :]]
    return not every or any(not isinstance(text, ast.Constant) or text.value == name for text in texts)


def _named(program: Program, name: str) -> list[Module]:
    return [module for module in program.modules.values() if name and module.name == name]
