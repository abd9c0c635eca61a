"""Classes that mypyc compiled: the trees of black, where that is installed as a compiled wheel."""

import json

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap
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
