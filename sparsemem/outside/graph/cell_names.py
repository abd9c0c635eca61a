"""Names that IPython gives to what its `Out` and `In` hold already, in a notebook's or a shell's namespace.

They are no variables of the program: with a name for the value of each cell, `Out`, which is what grows, would hold
nothing. As in IPython 5 to 9: `update_user_ns` in IPython/core/displayhook.py, `init_user_ns` in
IPython/core/interactiveshell.py, `store_inputs` in IPython/core/history.py.
"""

import re
from collections.abc import Collection

_AGAIN = re.compile(r"_\d+|_{1,3}|_oh|_ih|_dh|_i\d+|_i{1,3}")
_TABLES = ("Out", "In", "_oh", "_ih")


def repeated_names(names: Collection[str]) -> frozenset[str]:
    """Those of the names of a namespace, where it is one that IPython keeps."""
    if not all(table in names for table in _TABLES):
        return frozenset()
    return frozenset(filter(_AGAIN.fullmatch, names))
