"""Pools of memory that libraries keep in this process, and how each is asked to return what is free: a line each.

Nothing is imported for it: a library that the process has not loaded has no pool.
"""

import sys
from collections.abc import Callable
from typing import Any

from sparsemem.probe.pools import arrow_release


def _release_torch() -> None:
    """Caches of torch for a device: its blocks there, and the pinned memory of the host, which is resident here.

    Tensors of the CPU come from malloc one by one and are no pool. `_host_emptyCache` is there from 2.5 on.
    """
    torch: Any = sys.modules["torch"]
    if torch.cuda.is_initialized():
        torch.cuda.empty_cache()
        getattr(torch._C, "_host_emptyCache", bool)()


RELEASES: dict[str, Callable[[], None]] = {"pyarrow": arrow_release, "torch": _release_torch}
"""By the module whose import brings the pool."""


def loaded_releases() -> dict[str, Callable[[], None]]:
    """Those of the modules that are loaded now."""
    return {name: release for name, release in RELEASES.items() if name in sys.modules}
