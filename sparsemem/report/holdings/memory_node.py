"""A node of the tree of what a process holds: a name with its bytes, and what is below it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["live", "garbage", "held"]
"""Reachable; waiting for a collection; free, and kept from the system by what is alive beside it."""


@dataclass(slots=True)
class Holding:
    """One node. None is unknown, or does not apply."""

    name: str
    state: State
    bytes: int = 0
    objects: int | None = None
    growth_bytes: int | None = None
    retained_bytes: int | None = None
    """What would go if this one object went: of what is below it, others may hold a part too."""
    note: str = ""
    """Its type, or what it is."""
    sole_bytes: int | None = None
    """Of free memory: what would go back if this owner alone went."""
    children: dict[str, "Holding"] = field(default_factory=dict)

    def at(self, path: Iterable[str]) -> "Holding":
        """The node at the end of a path below, made where it is not there yet."""
        node = self
        for name in path:
            node = node.children.setdefault(name, Holding(name, self.state))
        return node

    def add_up(self) -> int:
        """Let each node's bytes, objects and growth have all that is below it as well."""
        below = list(self.children.values())
        self.bytes += sum(child.add_up() for child in below)
        for name in ("objects", "growth_bytes"):
            known = [size for one in (self, *below) if (size := getattr(one, name)) is not None]
            setattr(self, name, sum(known) if known else None)
        return self.bytes

    def sorted_children(self) -> list["Holding"]:
        """The largest first."""
        return sorted(self.children.values(), key=lambda child: (-child.bytes, child.name))
