"""What a function itself says of its parameters, whoever calls it."""

from sparsemem.rewrite.proof.annotated import annotated
from sparsemem.rewrite.proof.frame import Arguments
from sparsemem.rewrite.proof.value import ANY, Value
from sparsemem.source.binding import every_argument
from sparsemem.source.function import Function


def declared(function: Function) -> Arguments:
    """The instance of a method, and what annotations say, which are believed; starred parameters apart."""
    module, arguments = function.module, function.node.args
    plain = [a for a in every_argument(arguments) if a not in (arguments.vararg, arguments.kwarg)]
    found = {variable: annotated(module, a.annotation) for a in plain if (variable := module.variable(a))}
    if function.is_method and not function.is_decorated and arguments.args:
        found |= {
            v: Value("record", ANY.roots, types=frozenset({function.owner or ""}))
            for v in [module.variable(arguments.args[0])]
            if v
        }
    return {variable: value for variable, value in found.items() if value is not ANY}
