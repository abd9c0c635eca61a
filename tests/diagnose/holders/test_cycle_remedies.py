"""What is said of each shape of dead cycles."""

from dataclasses import replace

import pytest

from sparsemem.diagnose.holders.collection_cost import CollectionCost
from sparsemem.diagnose.holders.cycle_remedies import break_cycle, cycle_remedies
from sparsemem.model import Cycle, Location, Waits
from sparsemem.model.cycle_steps import closing_step


def cycle(shape: str, *types: str, waits: Waits | None = None) -> Cycle:
    return Cycle(shape, types, 1, 2, 100, 200, None, waits)


@pytest.mark.parametrize(
    ("shape", "types", "said", "command"),
    [
        ("Node.children -> list[] -> Node.parent", ("Node", "list"), "`Node.parent`", "weakref.ref"),
        ("Link.previous -> Link.next", ("Link",), "`Link.previous`", "weakref.ref"),
        ("dict[] -> Leaf.parent -> Node.prev_sibling_map", ("Leaf", "Node", "dict"), "`Leaf.parent`", "weakref.ref"),
        ("a.b.Left.other -> Right.mate", ("Left", "Right"), "`Right.mate`", "weakref.ref"),
        ("Bus.on_draw -> method.__self__", ("Bus", "method"), "`Bus.on_draw` keeps a method", "weakref.WeakMethod"),
        (
            "KeyError.__traceback__ -> frame local e",
            ("KeyError", "traceback", "frame"),
            "exception",
            "del e",
        ),
        (
            "ValueError.__traceback__ -> traceback.tb_frame -> frame local self -> Job.error",
            ("ValueError", "traceback", "frame", "Job"),
            "exception that `Job.error` keeps",
            "error.with_traceback(None)",
        ),
        ("generator local me", ("generator",), "Close", "generator.close()"),
        ("function.__closure__ -> tuple[] -> cell", ("function", "tuple", "cell"), "closure", None),
        ("type.__mro__ -> tuple[]", ("type", "tuple"), "Classes are made", None),
        ("list[] -> dict['me']", ("list", "dict"), "out of the cycle list[]", None),
    ],
)
def test_the_reference_to_break(shape: str, types: tuple[str, ...], said: str, command: str | None) -> None:
    remedy = break_cycle(cycle(shape, *types))
    assert said in remedy.text
    assert remedy.command == command


def test_a_list_of_built_in_objects_has_no_attribute_to_break() -> None:
    assert closing_step(["list[]", "dict['a']", "method.__self__"]) is None


def test_each_remedy_once_and_a_collection_last() -> None:
    tree = cycle("Node.children -> list[] -> Node.parent", "Node", "list")
    commands = [one.command for one in cycle_remedies((tree, tree), CollectionCost(5 << 20))]
    assert commands == ["weakref.ref", "gc.collect()"]
    assert "5.0 MB" in cycle_remedies((tree,), CollectionCost(5 << 20))[-1].text


def test_a_collector_that_is_off_is_told() -> None:
    off = cycle("Node.parent -> Node.child", "Node", waits="collector off")
    assert "gc.enable()" in [one.command for one in cycle_remedies((off,), CollectionCost(1))]


def test_the_line_that_closes_it_and_the_review_that_finds_it() -> None:
    known = replace(
        cycle("Node.children -> list[] -> Node.parent", "Node", "list"),
        location=Location("shop/tree.py", 12, "Node.add"),
    )
    assert break_cycle(known).text.startswith("shop/tree.py:12, in Node.add: Make `Node.parent` a weak reference")
    assert "review" not in break_cycle(known).text
    reviewed = break_cycle(replace(known, review="SM221")).text
    assert reviewed.endswith("sparsemem review --select SM221 shop/tree.py shows each such place.")
