"""Who keeps the free memory of a process, and the map that shows where: both from one walk through its objects."""

from dataclasses import dataclass

from sparsemem.errors import InputError
from sparsemem.model import HeapMap
from sparsemem.outside.graph.ownership import can_survey, take_survey
from sparsemem.outside.map.map_cells import draw_map
from sparsemem.outside.memory.process_source import Source, open_source
from sparsemem.outside.objects.heap_view import open_view
from sparsemem.outside.owners.kept_by_type import Pinners, find_pinners
from sparsemem.outside.owners.pinner_records import pinner_records


@dataclass(frozen=True, slots=True)
class Pinned:
    """What was found; the map is None where nobody asked for it."""

    pinners: Pinners
    heap_map: HeapMap | None


def find_pinned(source: Source, values: bool, draws_map: bool) -> Pinned:
    """Who pins, and the map where it is wanted. Raises OSError or InputError where the process goes away."""
    view = open_view(source)
    survey = take_survey(view) if can_survey(view) else None
    pinners = find_pinners(view, values, owners=True, survey=survey)
    return Pinned(pinners, draw_map(view, survey, pinner_records(pinners)) if draws_map else None)


def read_pinned(pid: int, values: bool = False, draws_map: bool = False) -> Pinned:
    """The same of a living process. Raises InputError where it is gone or cannot be followed."""
    try:
        return find_pinned(open_source(pid), values, draws_map)
    except OSError:
        raise InputError(f"process {pid} went away while its memory was read; name one that runs") from None
    except (IndexError, ValueError, OverflowError) as error:
        # A walk through memory that somebody else writes: rather no owners than none of what else was measured.
        raise InputError(f"what refers to what in process {pid} could not be followed ({error})") from None
