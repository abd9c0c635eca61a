"""The names that IPython gives to what `Out` and `In` hold."""

import sys

import pytest

from sparsemem.outside.graph.cell_names import repeated_names
from sparsemem.outside.live_heap.heap_survey import take_survey
from sparsemem.outside.memory.process_source import open_source
from sparsemem.outside.objects.heap_view import open_view
from tests.outside.children import Start

OWN = {"_private", "_2nd", "_x1", "Out", "In", "_io", "____", "value"}
AGAIN = {"_", "__", "___", "_7", "_1234", "_i", "_ii", "_iii", "_i7", "_oh", "_ih", "_dh"}
CELLS = """
import contextlib, os, sys, tempfile
os.environ["IPYTHONDIR"] = tempfile.mkdtemp()
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
shell = InteractiveShell(user_module=sys.modules["__main__"], config=Config(HistoryManager=dict(enabled=False)))
with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    for _ in range(40):
        shell.run_cell("memoryview(b'x' * 250_000)", store_history=True)
    shell.run_cell("kept = [b'x' * 100_000 for _ in range(20)]", store_history=True)
"""


def test_they_are_told_from_the_names_of_the_user() -> None:
    assert repeated_names(OWN | AGAIN) == AGAIN


@pytest.mark.parametrize("missing", ["Out", "In", "_oh", "_ih"])
def test_a_namespace_that_is_not_ipython_s_has_none(missing: str) -> None:
    assert not repeated_names((OWN | AGAIN) - {missing})


def test_what_the_cells_of_a_shell_have_shown_is_of_out(start: Start) -> None:
    pytest.importorskip("IPython", reason="IPython is not installed: pip install 'sparsemem[notebooks]'")
    child = start(CELLS, python=sys.executable)
    survey = take_survey(open_view(open_source(child.pid)))
    live = {".".join(row.path): row.live_bytes for row in survey.live.owners}
    assert live["__main__.Out"] >= 40 * 250_000
    assert live["__main__.kept"] >= 20 * 100_000
    assert not [name for name in live if name.startswith("__main__._")]
