"""The plugin in suites of its own: tests that keep to their bounds, that do not, and that go wrong by themselves."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sparsemem
from sparsemem.model import Pinner
from sparsemem.pytest_plugin.excess import told_pinners
from sparsemem.pytest_plugin.marked_bounds import Bounds, make_bounds
from sparsemem.units import KB, MB

ROOT = Path(sparsemem.__file__).parents[1]
pytest_plugins = ["pytester"]
Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a suite of one file, with this plugin and those that are named alone."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def run_suite(text: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_suite=f"import pytest\nkept = []\n{text}")
        line = ("-p", "sparsemem.pytest_plugin", "-p", "no:cacheprovider", "--strict-markers", "-W", "error")
        return pytester.runpytest_subprocess(*line, *arguments, timeout=200)

    return run_suite


def test_a_test_within_its_bounds_passes_and_one_over_its_peak_fails_with_the_ledgers(run: Run) -> None:
    text = """
@pytest.mark.sparsemem(max_peak="100MB", max_gap="30MB")
def test_small():
    assert len(bytearray(5_000_000)) == 5_000_000
@pytest.mark.sparsemem(max_peak="20MB")
def test_large():
    kept.append(bytearray(60_000_000))
"""
    done = run(text)
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        [
            "*its peak is *MB, over max_peak=20.0 MB*",
            "*before*after*change*",
            "RSS *",
            "live heap *",
            "*Python, free blocks between live ones *",
        ]
    )
    assert "in-use malloc" in done.stdout.str() or "malloc" in done.stdout.str()


def test_the_gap_that_a_test_leaves_is_told_with_who_pins_it(run: Run) -> None:
    text = """
@pytest.mark.sparsemem(max_gap="10MB")
def test_sparse():
    rows = [f"row {i}" * 5 for i in range(400_000)]
    kept.extend(rows[::400])
"""
    done = run(text)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["*the gap that it leaves is *over max_gap=10.0 MB*", "*Who keeps free memory*", "*kept*"]
    )


def test_growth_from_run_to_run_is_a_failure_and_a_warm_up_is_none(run: Run) -> None:
    text = """
@pytest.mark.sparsemem(max_growth="5MB", repeat=4)
def test_leaks():
    kept.append(bytearray(3_000_000))
@pytest.mark.sparsemem(max_growth="5MB", repeat=4)
def test_warms_up():
    if not hasattr(test_warms_up, "cache"): test_warms_up.cache = bytearray(30_000_000)
"""
    done = run(text)
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*its growth over 4 runs is *MB, over max_growth=5.0 MB*"])


def test_growth_of_the_live_heap_is_told_with_who_holds_it(run: Run) -> None:
    done = run("""
@pytest.mark.sparsemem(max_growth="5MB", repeat=3)
def test_leaks():
    kept.append([bytes(1_000) for _ in range(40_000)])
""")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["Live heap, held by: *.kept (list) 1* MB*"])


def test_who_keeps_free_memory_is_told_largest_first_and_nobody_by_no_name() -> None:
    def pinner(owner: str | None, size: int) -> Pinner:
        return Pinner(owner=owner, type="str", blocks=1, arenas=1, live_bytes=1, share_bytes=size, sole_bytes=0)

    found = [pinner("a.KEPT", 2 * MB), pinner(None, 3 * MB), pinner("small", 4 * KB)]
    assert told_pinners(found) == ["  str: 3.0 MB", "  a.KEPT: str: 2.0 MB"]


def test_a_leak_into_memory_that_was_free_before_is_growth_too(run: Run) -> None:
    text = """
def test_leaves_free_memory():
    rows = [bytes(1_000) for _ in range(60_000)]
    kept.append(bytes(1_000))
    del rows
@pytest.mark.sparsemem(max_growth="1MB", repeat=3)
def test_leaks():
    kept.append([bytes(1_000) for _ in range(5_000)])
@pytest.mark.sparsemem(max_growth="1MB", repeat=3)
def test_keeps_nothing():
    rows = [bytes(1_000) for _ in range(5_000)]
"""
    done = run(text)
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(
        ["*its growth over 3 runs is *MB, over max_growth=1.0 MB*", "Live heap * after each run."]
    )


def test_what_goes_wrong_by_itself_is_told_as_ever(run: Run) -> None:
    text = """
@pytest.mark.sparsemem(max_peak="1MB")
def test_raises():
    kept.append(bytearray(60_000_000))
    raise ValueError("by itself")
@pytest.fixture
def broken():
    raise OSError("no fixture")
@pytest.mark.sparsemem(max_peak="1MB")
def test_error(broken): pass
@pytest.mark.sparsemem(max_speed=3)
def test_wrong(): pass
@pytest.mark.sparsemem(max_peak="1MB")
def test_skipped(): pytest.skip("not here")
"""
    done = run(text)
    done.assert_outcomes(failed=1, errors=2, skipped=1)
    shown = done.stdout.str()
    assert "by itself" in shown
    assert "max_peak=" not in shown.replace('max_peak="1MB"', "")
    assert "by name, and not max_speed" in shown
    assert "During handling" not in shown


def test_a_fresh_process_is_one_and_its_reports_come_back(run: Run) -> None:
    text = """
import os
pid = os.environ.setdefault("FIRST", str(os.getpid()))
@pytest.mark.sparsemem(fresh_process=True)
@pytest.mark.parametrize("value", [1, 2])
def test_apart(value, tmp_path):
    assert os.getpid() != int(pid)
    assert value == 1, "the second fails"
@pytest.mark.sparsemem(fresh_process=True)
def test_killed(): os.kill(os.getpid(), 9)
@pytest.mark.sparsemem(fresh_process=True)
@pytest.mark.xfail(strict=True)
def test_expected(): assert 0
class TestInside:
    @pytest.mark.sparsemem(fresh_process=True, max_peak="200MB")
    def test_method(self): pass
def test_here(): assert os.getpid() == int(pid)
"""
    done = run(text)
    done.assert_outcomes(passed=3, failed=2, xfailed=1)
    assert "the second fails" in done.stdout.str()
    assert "ended with signal 9 before the test did" in done.stdout.str()


def test_the_slope_over_scales_is_held_against_its_bound(run: Run) -> None:
    text = """
import os
def work(): return bytearray(int(os.environ["SPARSEMEM_SCALE"]) * 20_000_000)
@pytest.mark.sparsemem(scales=(1, 2, 4), max_slope="30MB")
def test_kept(): work()
@pytest.mark.sparsemem(scales=(1, 2, 4), max_slope="10MB")
def test_steep(): work()
"""
    done = run(text)
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        ["*its peak rises by *MB for each scale more, over max_slope=10.0 MB: * at 1x, * at 4x*"]
    )


def test_workers_of_xdist_and_async_tests_are_measured_too(run: Run) -> None:
    text = """
@pytest.fixture
def anyio_backend(): return "asyncio"
@pytest.mark.anyio
@pytest.mark.sparsemem(max_growth="5MB", repeat=3)
async def test_async():
    kept.append(bytearray(10_000_000))
@pytest.mark.parametrize("size", [1_000_000, 60_000_000])
@pytest.mark.sparsemem(max_peak="30MB")
def test_sized(size): kept.append(bytearray(size))
@pytest.mark.sparsemem(fresh_process=True)
def test_apart(): pass
"""
    done = run(text, "-p", "xdist", "-p", "anyio.pytest_plugin", "-n", "2", "--sparsemem")
    done.assert_outcomes(passed=2, failed=2)
    shown = done.stdout.str()
    assert "its growth over 3 runs is" in shown
    assert "memory of tests, the highest peak first" in shown
    assert "test_sized[60000000]" in shown.partition("memory of tests")[2].splitlines()[1]


def test_the_fixture_bounds_a_part_of_a_test(run: Run) -> None:
    text = """
def test_part(sparsemem_bounds):
    kept.append(bytearray(60_000_000))
    with sparsemem_bounds(max_peak="20MB") as part:
        kept.append(bytearray(5_000_000))
    assert 4_000_000 < part.memory.peak_bytes < 20_000_000
    with sparsemem_bounds(max_peak="20MB"):
        kept.append(bytearray(60_000_000))
def test_wrong(sparsemem_bounds):
    with pytest.raises(ValueError, match="repeat"): sparsemem_bounds(repeat=3)
"""
    done = run(text)
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*its peak is *, over max_peak=20.0 MB*"])


def test_a_baseline_is_written_and_held_against(run: Run, pytester: pytest.Pytester) -> None:
    text = """
import os
def test_grows(): kept.append(bytearray(int(os.environ.get("SIZE", 1_000_000))))
def test_stays(): pass
"""
    first = run(text, "--sparsemem-baseline", "base.json")
    first.assert_outcomes(passed=2)
    saved = json.loads((pytester.path / "base.json").read_text())
    assert set(saved["tests"]) == {"test_suite.py::test_grows", "test_suite.py::test_stays"}
    run(text, "--sparsemem-baseline", "base.json").assert_outcomes(passed=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIZE", "60000000")
        later = run(text, "--sparsemem-baseline", "base.json")
    later.assert_outcomes(passed=1, failed=1)
    later.stdout.fnmatch_lines(["*its peak is *MB, * in the baseline*"])
    (pytester.path / "base.json").write_text("{}")
    wrong = run(text, "--sparsemem-baseline", "base.json")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    assert "is no baseline of sparsemem" in wrong.stderr.str()


def test_where_nobody_uses_it_nothing_is_loaded(run: Run) -> None:
    text = """
import sys
def test_loaded():
    ours = {name for name in sys.modules if name.startswith("sparsemem")}
    assert ours == {"sparsemem", "sparsemem.pytest_plugin"}
    assert not {"numpy", "rich", "psutil"} & set(sys.modules)
"""
    run(text).assert_outcomes(passed=1)


def test_the_module_of_the_entry_point_imports_nothing_but_pytest() -> None:
    told = "import sparsemem.pytest_plugin; print(*set(sys.modules) - before)"
    program = f"import sys, pytest; before = set(sys.modules); {told}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {"sparsemem", "sparsemem.pytest_plugin"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"max_peak": "much"}, "not a size"),
        ({"max_peak": -1}, "max_peak is a size"),
        ({"max_growth": "1MB"}, "repeat=5"),
        ({"max_slope": "1MB", "scales": (1,)}, "two scales"),
        ({"scales": (0, 1)}, "from 1 on"),
        ({"repeat": 0}, "from 1 on"),
        ({"peak": 3}, "by name, and not peak"),
    ],
)
def test_what_cannot_be_meant_is_said(values: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_bounds((), values)


def test_sizes_are_words_or_bytes() -> None:
    assert make_bounds((), {"max_peak": "2MB", "max_gap": 7}) == Bounds(max_gap=7, max_peak=2 * MB)
