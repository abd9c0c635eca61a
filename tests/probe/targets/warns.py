"""Warns in the name of its caller, and of its caller's caller."""

import traceback
import warnings


def warn(level):
    warnings.warn("careful", UserWarning, stacklevel=level)


for level in (1, 2, 3):
    warn(level)
traceback.print_stack()
