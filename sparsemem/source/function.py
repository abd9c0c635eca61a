"""A function of the project, and the parameters that a call of it gives values to."""

import ast
from dataclasses import dataclass

from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode, Variable


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the module that it stands in."""

    module: Module
    node: FunctionNode

    @property
    def name(self) -> str:
        """The dotted name, module included."""
        return self.module.scopes[self.node].qualname

    @property
    def owner(self) -> str | None:
        """The dotted name of the class whose body it stands in."""
        node = self.module.owner_class(self.node)
        return self.module.scopes[node].qualname if node else None

    @property
    def positional(self) -> list[str]:
        """Names of the positional parameters as callers count them: that of the instance left out."""
        names = [argument.arg for argument in [*self.node.args.posonlyargs, *self.node.args.args]]
        return names[1:] if self.is_method else names

    @property
    def is_static(self) -> bool:
        """Whether it stands in a class and takes no instance."""
        names = [self.module.dotted(decorator) for decorator in self.node.decorator_list]
        return names == ["builtins.staticmethod"] and self.owner is not None

    @property
    def is_class_method(self) -> bool:
        """Whether it stands in a class and takes that."""
        names = [self.module.dotted(decorator) for decorator in self.node.decorator_list]
        return names == ["builtins.classmethod"] and self.owner is not None

    @property
    def is_method(self) -> bool:
        """Whether its first parameter is the instance, or the class."""
        return self.owner is not None and not self.is_static

    @property
    def is_decorated(self) -> bool:
        """Whether something stands around it that callers would see."""
        return bool(self.node.decorator_list) and not (self.is_static or self.is_class_method)


def is_bound_once(function: Function) -> bool:
    """Whether nothing else in its scope takes its name."""
    variable = function.module.variable(function.node)
    return variable is not None and len(variable.bindings) == 1


def given_class(module: Module, call: ast.Call) -> str | None:
    """The class in whose class method `cls(...)` is called, which an heir may stand for; None of any other call."""
    around = module.function(call)
    if around is None or not isinstance(call.func, ast.Name) or not Function(module, around).is_class_method:
        return None
    variable = module.variable(call.func)
    is_first = variable is not None and variable.bindings == [*around.args.posonlyargs, *around.args.args][:1]
    return Function(module, around).owner if is_first else None


def parameter(function: Function, call: ast.Call, argument: ast.expr) -> Variable | None:
    """The parameter that an argument is bound to."""
    return {id(value): variable for variable, value in passed(function, call)}.get(id(argument))


def passed(function: Function, call: ast.Call, is_bound: bool = False) -> list[tuple[Variable, ast.expr]]:
    """Each parameter that the call gives a value of its own, and that value; `is_bound` of calls of a class."""
    node = function.node
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]]
    if is_bound or (function.is_method and isinstance(call.func, ast.Attribute)):
        names = names[1:]
    every = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
    plain = call.args
    while plain and any(isinstance(argument, ast.Starred) for argument in plain):
        plain = plain[:-1]
    variables = function.module.scopes[node].variables
    found = [(variables[name], value) for name, value in zip(names, plain, strict=False)]
    return found + [(variables[k.arg], k.value) for k in call.keywords if k.arg in every]


def every_value(call: ast.Call) -> list[ast.expr]:
    """All that a call hands over, by place and by name."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def is_simple(call: ast.Call) -> bool:
    """Whether a call has no keywords and no starred arguments."""
    return not call.keywords and not any(isinstance(argument, ast.Starred) for argument in call.args)
