"""What a search through a process's objects needs at hand: its pages, its pools, its types."""

from dataclasses import dataclass

import numpy as np

from sparsemem.outside.memory.process_source import Source
from sparsemem.outside.memory.regions import Ranges, Region, find_regions
from sparsemem.outside.memory.residency import Residency, read_residency
from sparsemem.outside.objects.type_table import TypeTable
from sparsemem.outside.pymalloc.arenas import Arenas, group_arenas
from sparsemem.outside.pymalloc.pool_headers import find_pools


@dataclass(frozen=True, slots=True)
class View:
    """A process at one moment; `table` learns types as blocks are looked at."""

    source: Source
    regions: list[Region]
    residency: Residency
    arenas: Arenas
    ranges: Ranges
    """The arenas' addresses, in order."""
    table: TypeTable


def open_view(source: Source) -> View:
    """Finds the regions, pages and pools of a source."""
    regions = find_regions(source.mappings)
    residency = read_residency(source.pagemap, regions)
    arenas = group_arenas(find_pools(source.memory, regions, residency))
    order = np.argsort(arenas.first_pool)
    ranges = Ranges(arenas.ranges.starts[order], arenas.ranges.ends[order])
    return View(source, regions, residency, arenas, ranges, TypeTable(source.memory))
