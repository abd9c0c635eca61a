"""A function of the project."""

from dataclasses import dataclass

from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode


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
    def is_method(self) -> bool:
        """Whether its first parameter is the instance."""
        return self.owner is not None and not self.is_static

    @property
    def is_decorated(self) -> bool:
        """Whether something stands around it that callers would see."""
        return bool(self.node.decorator_list) and not self.is_static


def is_bound_once(function: Function) -> bool:
    """Whether nothing else in its scope takes its name."""
    variable = function.module.variable(function.node)
    return variable is not None and len(variable.bindings) == 1
