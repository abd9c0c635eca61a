"""Classes that mypyc compiled: the trees of black, where that is installed as a compiled wheel."""

import json
import subprocess
import sys

import pytest

from sparsemem.outside import open_source, open_view
from sparsemem.outside.garbage.waiting import find_waiting
from sparsemem.outside.graph.heap_graph import read_heap

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
def test_trees_of_compiled_classes_are_found() -> None:
    line = [sys.executable, "-c", CHILD]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "made\n"
        graph = read_heap(open_view(open_source(child.pid))).graph
        found = graph.objects(find_waiting(graph)).tolist()
        child.stdin.write("\n")
        child.stdin.flush()
        own = set(json.loads(child.stdout.readline()))
        child.kill()
    assert len(own) > 2_000
    assert set(found) - own == set(), "nothing that lives is called garbage"
    assert len(own - set(found)) < 0.01 * len(own)
