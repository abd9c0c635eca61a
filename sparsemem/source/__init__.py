"""What source text says: files, trees, the scopes of names, which uses a value reaches."""

from sparsemem.source import tables
from sparsemem.source.binding import Comprehension, every_argument
from sparsemem.source.built_results import Built, Way, built_result, is_grouping
from sparsemem.source.containers import Filled, Kind, empty, filled
from sparsemem.source.defined_names import DefinedNames, base_names
from sparsemem.source.flow import (
    Life,
    assigned,
    begun,
    every_life,
    exclusive,
    is_later,
    life_of,
    lives,
    loops,
    only_use,
    place,
    repeats,
)
from sparsemem.source.function import (
    Function,
    every_value,
    given_class,
    is_bound_once,
    is_simple,
    parameter,
    passed,
)
from sparsemem.source.module import Module
from sparsemem.source.name_index import NameIndex
from sparsemem.source.own_nodes import own_nodes, yields
from sparsemem.source.scope import FunctionNode, Scope, Variable
from sparsemem.source.text import Source, UnreadableError, parse, told_apart
from sparsemem.source.uses import How, Use, compares, step_of, use_of

__all__ = (
    "Built", "Comprehension", "DefinedNames", "Filled", "Function", "FunctionNode", "How", "Kind", "Life", "Module",
    "NameIndex", "Scope", "Source", "UnreadableError", "Use", "Variable", "Way", "assigned", "base_names", "begun",
    "built_result", "compares", "empty", "every_argument", "every_life", "every_value", "exclusive", "filled",
    "given_class", "is_bound_once", "is_grouping", "is_later", "is_simple", "life_of", "lives", "loops", "only_use",
    "own_nodes", "parameter", "parse", "passed", "place", "repeats", "step_of", "tables", "told_apart", "use_of",
    "yields",
)  # fmt: skip
