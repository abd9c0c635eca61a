"""Why a Python process holds more memory than its objects: measured, accounted for, explained."""

import os

__version__ = "0.1.0"
__all__ = ["scale"]


def scale(base: int) -> int:
    """The size to run at: `base` times the scale that a scan asks for, `base` itself outside one.

    Reads the environment variable `SPARSEMEM_SCALE`, a positive integer.
    """
    return base * int(os.environ.get("SPARSEMEM_SCALE", "1"))
