"""What using an object of which nothing is known may do, by the special methods that it is asked by."""

from typing import Final

from sparsemem.rewrite.proof.effects import asks

TAKES: Final = asks("__iter__", "__next__", "__len__")
TESTS: Final = asks("__bool__", "__len__")
SHOWS: Final = asks("__str__", "__repr__", "__format__", "__len__")
HASHES: Final = asks("__hash__", "__eq__")
CONVERTS: Final = asks("__int__", "__float__", "__index__", "__trunc__", "__round__", "__abs__", "__complex__",
                       "__fspath__")  # fmt: skip
CALCULATES: Final = asks(*(f"__{r}{name}__" for name in ("add", "sub", "mul", "truediv", "pow") for r in ("", "r")))
SEARCHES: Final = asks("__contains__", "__iter__", "__eq__")
ORDERS: Final = asks("__lt__", "__gt__", "__le__", "__ge__", "__eq__", "__ne__")
CONTENTS: Final = asks("__len__")
"""Two unknown objects are compared: it is seen what lies in them."""
