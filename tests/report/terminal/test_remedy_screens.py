"""What a terminal shows of each remedy for dead cycles, and for what no collection frees."""

from typing import Literal

import pytest

from golden import check, rendered
from sparsemem.diagnose.conclusions.attachment_diagnosis import conclude
from sparsemem.model import (
    AttachedLook,
    Attachment,
    Cycle,
    Garbage,
    Heap,
    HeapOwner,
    Location,
    RunningTarget,
    Uncollectable,
    Waits,
)
from sparsemem.report.terminal.attachment_screen import print_attachment
from sparsemem.units import MB
from sweeps import moment

OWNER = HeapOwner("shop.KEPT", ("str",), 1000, 40 * MB, 40 * MB, path=("shop", "KEPT"), type="list")
SHAPES: dict[str, tuple[str, tuple[str, ...], Waits]] = {
    "parent": ("Node.children -> list[] -> Node.parent", ("Node", "list"), "threshold"),
    "compiled": ("list[] -> Leaf.parent -> Node.children", ("Leaf", "list", "Node"), "generation"),
    "method": ("Bus.on_draw -> method.__self__", ("Bus", "method"), "collector off"),
    "exception": ("KeyError.__traceback__ -> frame local e", ("KeyError", "traceback", "frame"), "generation"),
    "suspended": ("generator local me", ("generator",), "threshold"),
    "closure": ("function.__closure__ -> tuple[] -> cell", ("function", "tuple", "cell"), "threshold"),
    "class": ("type.__mro__ -> tuple[]", ("type", "tuple"), "threshold"),
    "containers": ("list[] -> dict['me']", ("list", "dict"), "threshold"),
}


def screen(garbage: Garbage, width: int) -> str:
    """What stands below the tables of a process of 120 MB, 60 MB of which are that garbage."""
    heap = Heap(1000, 40 * MB, None, None, 1.0, (OWNER,), ()).with_garbage(garbage)
    seen = moment(120 * MB, python_live=40 * MB, malloc_live=70 * MB).with_garbage(garbage)
    looks = (AttachedLook(0.0, seen),)
    verdict, findings = conclude(looks, 0, heap=heap)
    shown = Attachment(RunningTarget(4242, "python shop.py", "3.12"), looks, (), heap, 0.95, verdict, findings)
    text = rendered(lambda console: print_attachment(shown, (), console), width)
    return text[text.index(f"\n{findings[0].code} ") + 1 :]


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_of_cycle(name: str) -> None:
    shape, types, waits = SHAPES[name]
    place = None if name == "compiled" else Location("shop/tree.py", 12, "Node.add")
    cycle = Cycle(shape, types, 800, 1600, MB, 60 * MB, place, waits, "SM221" if name == "parent" else None)
    text = screen(Garbage(1600, 3200, 2 * MB, 58 * MB, (cycle,), known_objects=40_000), 80)
    assert max(map(len, text.splitlines())) <= 80
    check(text, f"remedy-{name}-80.txt")


@pytest.mark.parametrize("reason", ["frozen", "gc.garbage", "resurrected"])
def test_each_reason_why_none_is_collected(reason: Literal["frozen", "gc.garbage", "resurrected"]) -> None:
    part = Uncollectable(reason, ("Node", "list"), 1600, 60 * MB)
    # What is frozen is dead; the rest is held, and none of it waits.
    sizes = (1600, 3200, 2 * MB, 58 * MB) if reason == "frozen" else (0, 0, 0, 0)
    text = screen(Garbage(*sizes, (), uncollectable=(part,), known_objects=40_000), 80)
    assert max(map(len, text.splitlines())) <= 80
    check(text, f"remedy-{reason.replace('.', '-')}-80.txt")
