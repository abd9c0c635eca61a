"""The values of a few of the objects that keep memory, as Python writes them."""

from dataclasses import replace

from sparsemem.outside.memory.memory_access import Memory
from sparsemem.outside.objects.block_histogram import Census
from sparsemem.outside.objects.object_values import read_values
from sparsemem.outside.objects.type_table import has_old_layout
from sparsemem.outside.owners.kept_by_owner import KeptByOwner
from sparsemem.outside.owners.kept_memory import KeptMemory

_VALUES = 5


def with_values(kept: KeptMemory, census: Census, memory: Memory) -> KeptMemory:
    """The same with the values of a few examples."""
    old = has_old_layout(census.types)

    def read(name: str, examples: tuple[int, ...]) -> tuple[str, ...]:
        return read_values(memory, name.partition(" and ")[0], examples[:_VALUES], old)

    def fill(owners: tuple[KeptByOwner, ...]) -> tuple[KeptByOwner, ...]:
        return tuple(replace(one, values=read(one.type_name, one.examples)) for one in owners)

    return replace(
        kept,
        types=tuple(replace(one, values=read(one.type_name, one.examples)) for one in kept.types),
        owners=None if kept.owners is None else fill(kept.owners),
        page_owners=fill(kept.page_owners),
    )
