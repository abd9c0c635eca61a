"""How much memory there is: the limits of the control groups, and what the guard allows."""

from pathlib import Path

import psutil

from sparsemem.measure.machine.control_groups import ROOT, find_group, group_of
from sparsemem.model import Charge

_GUARD_SHARE = 0.8


def memory_limit(root: Path = ROOT, membership: str | None = None) -> int | None:
    """The tightest memory limit of this process's control groups in bytes; None where there is none."""
    group = find_group(root, membership)
    return min((limit for limit, _ in group.limits()), default=None) if group else None


def available_bytes(root: Path = ROOT, membership: str | None = None) -> int:
    """Bytes that can still be taken: what the kernel has available, and what each control group leaves.

    What lies above `memory.high` cannot be taken well: the kernel all but stops those who do.
    """
    group = find_group(root, membership)
    bounds = [*group.limits(), *group.highs()] if group else []
    rooms = [limit - used for limit, used in bounds]
    return max(min([psutil.virtual_memory().available, *rooms]), 0)


def memory_charge(pid: int, root: Path = ROOT) -> Charge | None:
    """The charge of the group of process `pid`: of the one with the tightest limit, or of its own where none has one.

    None where there is no limit, and no group but that of the whole machine.
    """
    group = group_of(pid, root)
    if group is None:
        return None
    tightest = min(group.limits(), default=(None, group.read_charged()))
    if tightest[1] is None or (tightest[0] is None and not group.is_own):
        return None
    high = min((bound for bound, _ in group.highs()), default=None)
    return Charge(tightest[0], tightest[1], group.read_memory(), high)


def default_guard() -> int:
    """The bound on the tree's memory where none is named: 80 % of what is available now, in bytes."""
    return int(_GUARD_SHARE * available_bytes())
