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
    def is_static(self) -> bool:
        """Whether it stands in a class and takes no instance."""
        names = [self.module.dotted(decorator) for decorator in self.node.decorator_list]
        return names == ["builtins.staticmethod"] and self.module.owner_class(self.node) is not None

    @property
    def is_method(self) -> bool:
        """Whether its first parameter is the instance."""
        return self.module.owner_class(self.node) is not None and not self.is_static

    @property
    def is_decorated(self) -> bool:
        """Whether something stands around it that callers would see."""
        return bool(self.node.decorator_list) and not self.is_static


def is_bound_once(function: Function) -> bool:
    """Whether nothing else in its scope takes its name."""
    variable = function.module.variable(function.node)
    return variable is not None and len(variable.bindings) == 1
