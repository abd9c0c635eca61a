"""What the lessons share: sizes, services to look at, pictures, prose with figures, and exercises with checks."""

from classroom.exercises import check, near
from classroom.lesson import at_size, begin, load_module, pick, scratch
from classroom.mending import ProgramCopy
from classroom.pictures import draw_arena, draw_course, draw_lines, draw_sizes, draw_stack, ledger_stack
from classroom.prose import box, mb, say, shown, times
from classroom.services import Service, arenas_by_type, heap_map, python

__all__ = [
    "ProgramCopy",
    "Service",
    "arenas_by_type",
    "at_size",
    "begin",
    "box",
    "check",
    "draw_arena",
    "draw_course",
    "draw_lines",
    "draw_sizes",
    "draw_stack",
    "heap_map",
    "ledger_stack",
    "load_module",
    "mb",
    "near",
    "pick",
    "python",
    "say",
    "scratch",
    "shown",
    "times",
]
