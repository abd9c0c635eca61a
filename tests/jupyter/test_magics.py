"""The magics in a real kernel."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("nbclient", reason="nbclient is not installed: pip install 'sparsemem[notebooks]'")
pytest.importorskip("ipykernel", reason="ipykernel is not installed: pip install 'sparsemem[notebooks]'")
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a kernel"),
    pytest.mark.filterwarnings("default"),
]
CHAIN = """
def chain():
    rows = [{"number": i, "name": f"customer {i}"} for i in range(200_000)]
    return [row["name"] for row in rows if row["number"] % 100 == 0]
"""
MB = 1 << 20


class Kernel:
    """A notebook that grows by a cell at a time."""

    def __init__(self, client: NotebookClient) -> None:
        self.client = client

    def run(self, source: str) -> list[Any]:
        """The outputs of a cell. Raises CellExecutionError."""
        self.client.nb.cells.append(nbformat.v4.new_code_cell(source))
        at = len(self.client.nb.cells) - 1
        return list(self.client.execute_cell(self.client.nb.cells[at], at)["outputs"])

    def text(self, source: str) -> str:
        """What a cell prints."""
        return "".join(output["text"] for output in self.run(source) if output["output_type"] == "stream")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    folder = tmp_path_factory.mktemp("notebook")
    client = NotebookClient(nbformat.v4.new_notebook(), timeout=120, resources={"metadata": {"path": str(folder)}})
    with client.setup_kernel():
        started = Kernel(client)
        assert started.run("%load_ext sparsemem") == []
        (folder / "small.py").write_text("ROWS = 20_000\nKEPT = [str(i) for i in range(ROWS)]\nprint(len(KEPT))\n")
        yield started


def drawn(outputs: list[Any], kind: str) -> str:
    """What a cell shows in one form, of the outputs that have it."""
    return "".join(output["data"].get(kind, "") for output in outputs if "data" in output)


def test_a_cell_that_leaves_holes_is_told_with_its_peak_and_who_has_kept_what(kernel: Kernel) -> None:
    kernel.run(CHAIN)
    told = drawn(kernel.run("%%sparsemem account\nNAMES = chain()"), "text/markdown")
    assert "| RSS |" in told
    figures = kernel.text(
        "print(*(getattr(account, f'{name}_growth_bytes') for name in ('peak', 'rss', 'live', 'gap')))"
    )
    peak, rss, live, gap = map(int, figures.split())
    assert peak >= 40 * MB
    assert 30 * MB <= rss <= peak
    assert abs(live) <= 8 * MB
    assert gap >= 30 * MB
    assert int(kernel.text("print(len(NAMES))")) == 2_000


def test_a_cell_that_awaits_is_refused_with_another_way(kernel: Kernel) -> None:
    kernel.run("import asyncio, sparsemem")
    cell = "%%sparsemem\nawait asyncio.sleep(0)\nwaited = True"
    with pytest.raises(CellExecutionError, match="measures no cell that awaits"):
        kernel.run(cell)
    assert kernel.text("print('waited' in globals())") == "False\n"
    kernel.run("with sparsemem.budget('1GB') as budget: await asyncio.sleep(0)")
    assert "of 1.00 GB" in kernel.text("print(budget.report)")


def test_a_command_that_cannot_be_done_says_so_in_one_line(kernel: Kernel) -> None:
    with pytest.raises(CellExecutionError, match="UsageError: sparsemem: there is no process 999999999 that may"):
        kernel.run("%sparsemem attach 999999999")


def test_what_a_cell_keeps_is_told_by_its_name(kernel: Kernel) -> None:
    told = drawn(kernel.run("%%sparsemem kept\nTEXTS = [f'text {i}' for i in range(200_000)]"), "text/markdown")
    assert "__main__.TEXTS" in told
    grown = kernel.text("print(next(one.live_bytes for one in kept.kept if 'TEXTS' in one.owner))")
    assert 12 * MB <= int(grown) <= 25 * MB


def test_a_cell_shows_what_it_shows_without_the_magic(kernel: Kernel) -> None:
    outputs = kernel.run("%%sparsemem\nprint('seen')\n6 * 7")
    assert "seen\n" in [output.get("text") for output in outputs]
    assert "42" in drawn(outputs, "text/plain")


def test_a_cell_that_raises_shows_its_traceback_and_is_told_all_the_same(kernel: Kernel) -> None:
    kernel.client.allow_errors = True
    outputs = kernel.run("%%sparsemem\n1 / 0")
    kernel.client.allow_errors = False
    assert [output["ename"] for output in outputs if output["output_type"] == "error"] == ["ZeroDivisionError"]
    assert "| RSS |" in drawn(outputs, "text/markdown")


def test_a_scan_gives_a_report_that_draws_itself(kernel: Kernel) -> None:
    outputs = kernel.run("report = %sparsemem_scan --quick --scales 1,2 small.py\nreport")
    assert "| scale |" in drawn(outputs, "text/markdown")
    assert kernel.text("print(report.plan.scales, report.verdict)").startswith("(1, 2)")


def test_braces_reach_the_command_and_a_dollar_stands_for_a_variable(kernel: Kernel) -> None:
    kernel.run("program = 'small.py'")
    kernel.run("report = %sparsemem_scan --quick --scales 1,2 $program -- {10}")
    told = kernel.text("print(report.plan.knob, [run.argv[-1] for run in report.runs])")
    assert told == "argument ['10', '20']\n"


def test_the_kernel_attaches_to_another_process_by_a_variable(kernel: Kernel) -> None:
    kernel.run(
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', "
        "'kept = [str(i) for i in range(9999)]; print(1, flush=True); input()'], "
        "stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.readline()"
    )
    outputs = kernel.run("child_pid = child.pid\nseen = %sparsemem attach $child_pid\nseen")
    kernel.run("child.stdin.close(); child.wait()")
    assert "of RSS" in drawn(outputs, "text/markdown")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%sparsemem attach 999999999", "name one that runs"),
        ("%sparsemem attach $nowhere", "there is no variable nowhere"),
        ("%sparsemem_scan nowhere.py", "nowhere.py"),
        ("%%sparsemem two words\npass", "takes a name"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(kernel: Kernel, line: str, said: str) -> None:
    kernel.client.allow_errors = True
    outputs = kernel.run(line)
    kernel.client.allow_errors = False
    assert said in "".join(output.get("text", "") or output.get("evalue", "") for output in outputs)
    assert not [output for output in outputs if output.get("ename") not in (None, "UsageError")]


def test_a_command_without_a_record_prints(kernel: Kernel) -> None:
    assert "arena" in kernel.text("%sparsemem explain SM101")
