"""Classes that mypyc compiled: the trees of black, where that is installed as a compiled wheel."""

import json
import os
import platform
import sys

import pytest

from sparsemem.model.cycle_steps import closing_step
from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.cycle_shapes import find_shapes
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
from sparsemem.outside.objects.class_slots import read_slots
from sparsemem.outside.objects.dict_entries import read_word
from tests.outside.garbage.asked_child import Begin

blib2to3 = pytest.importorskip("blib2to3.pytree")
CHILD = """
import gc, json, sys
import black
gc.collect()
gc.disable()
KEPT = black.lib2to3_parse("def kept(a, b):\\n    return [a, b]\\n" * 20)
black.format_str("def f(a, b):\\n    return {'a': [a, b], 'b': (b,)}\\n" * 20, mode=black.Mode())
print("made", flush=True)
sys.stdin.readline()
gc.set_debug(gc.DEBUG_SAVEALL)
gc.collect()
print(json.dumps([id(one) for one in gc.garbage]), flush=True)
sys.stdin.readline()
"""


@pytest.mark.skipif(blib2to3.__file__.endswith(".py"), reason="black is not compiled here")
def test_trees_of_compiled_classes_are_found(begin: Begin) -> None:
    child = begin(CHILD)
    assert child.hear() == "made"
    graph = read_heap(open_view(open_source(child.pid))).graph
    found = graph.objects(find_waiting(graph)).tolist()
    own = set(json.loads(child.ask()))
    assert len(own) > 2_000
    assert set(found) - own == set(), "nothing that lives is called garbage"
    assert len(own - set(found)) < 0.01 * len(own)


@pytest.mark.skipif(blib2to3.__file__.endswith(".py"), reason="black is not compiled here")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the code of other processors is not read")
def test_attributes_of_compiled_classes_have_their_names() -> None:
    leaf, node = blib2to3.Leaf(1, "text"), blib2to3.Node(256, [blib2to3.Leaf(1, "other")])
    leaf.fixers_applied = node.fixers_applied = []
    node.used_names = leaf.used_names = set()
    node.parent = leaf.parent = blib2to3.Node(257, [])
    memory = open_source(os.getpid()).memory
    names = {id(str): "str", id(type(blib2to3.Base.__dict__["parent"])): "getset_descriptor"}
    for one in (leaf, node):
        found: dict[int, str] = {}
        for base in reversed(type(one).__mro__[:-1]):
            found |= read_slots(memory, id(base), lambda at: names.get(at, ""), sys.version_info < (3, 12))
        read = {name: read_word(memory, id(one) + offset) for offset, name in found.items()}
        for name in ("parent", "children", "fixers_applied", "used_names"):
            assert read[name] == id(getattr(one, name)), name
        assert set(read) <= set(type(one).__mypyc_attrs__)


@pytest.mark.skipif(blib2to3.__file__.endswith(".py"), reason="black is not compiled here")
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the code of other processors is not read")
def test_the_shape_of_trees_of_compiled_classes_is_named(begin: Begin) -> None:
    child = begin(CHILD)
    assert child.hear() == "made"
    graph = read_heap(open_view(open_source(child.pid))).graph
    shapes, _ = find_shapes(graph, find_waiting(graph))
    steps = shapes[0].shape.split(" -> ")
    assert len(steps) == 3
    assert closing_step(steps) in ("Leaf.parent", "Node.parent")
    assert {"Node.children", "Node.next_sibling_map", "Node.prev_sibling_map"} & set(steps)
