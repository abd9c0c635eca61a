"""Every hostile target behaves under the probe as it does by itself: same status, same bytes, and right moments."""

import pytest

from laboratory import TARGETS, Laboratory

ALL = ["start", "end", "after_atexit", "after_collect", "after_release", "after_trim"]
"""Where malloc can be trimmed."""

HOSTILE = [*sorted(path.name for path in TARGETS.glob("*.py")), "beside/shadows.py"]
STATUS = {
    "exits_at_once.py": 5,
    "exits_with_status.py": 42,
    "exits_with_text.py": 1,
    "interrupts_itself.py": -2,
    "is_killed.py": -9,
    "raises.py": 1,
    "segfaults.py": -11,
    "syntax_error.py": 1,
}
MOMENTS = {
    # Without its table of modules the interpreter joins no threads, and tells nobody of the end of the last line:
    # after exit handlers of the target it is too late for that moment.
    "empties_modules_late.py": [name for name in ALL if name != "end"],
    "exits_at_once.py": ["start"],
    "is_killed.py": ["start"],
    "segfaults.py": ["start"],
    "starts_programs.py": ["start"],
}
COMPLAIN = {
    "exits_with_status.py",
    "exits_with_text.py",
    "interrupts_itself.py",
    "raises.py",
    "syntax_error.py",
    "warns.py",
    "writes_binary.py",
}
"""Have something to say on standard error."""
PRINT_NOTHING = {"closes_descriptors.py", "exits_with_status.py", "raises.py", "syntax_error.py", "warns.py"}


@pytest.mark.parametrize("name", HOSTILE)
def test_started(laboratory: Laboratory, name: str) -> None:
    target = laboratory.script(name)
    seen = laboratory.measured(target)
    assert seen == laboratory.plain(target)
    assert seen.status == STATUS.get(name, 0)
    assert seen.moments == MOMENTS.get(name, ALL)
    assert bool(seen.stderr) == (name in COMPLAIN)
    assert bool(seen.stdout) == (name not in PRINT_NOTHING)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "syntax_error.py"])
def test_varied(laboratory: Laboratory, name: str) -> None:
    target = laboratory.script(name)
    seen = laboratory.measured(target, vary=True)
    assert seen == laboratory.plain(target)
    assert seen.moments == MOMENTS.get(name, ALL)


def test_descriptors_of_its_own(laboratory: Laboratory) -> None:
    laboratory.measured(laboratory.script("closes_descriptors.py"))
    contents = [(laboratory.folder / f"own{number}.txt").read_text() for number in range(8)]
    assert contents == [f"{number} {number}\n" * 100 for number in range(8)]


@pytest.mark.parametrize("name", ["forks_strictly.py", "leaves_daemons.py", "warns.py", "uses_pools.py"])
def test_warnings_are_errors(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    target = laboratory.script(name)
    assert laboratory.measured(target) == laboratory.plain(target)


@pytest.mark.parametrize("warnings", ["default", "error"])
@pytest.mark.parametrize("name", ["forks.py", "forks_strictly.py", "uses_pools.py", "leaves_while_traced.py"])
def test_workers_that_wait_for_a_last_look(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, name: str, warnings: str
) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", warnings)
    target = laboratory.script(name)
    assert laboratory.measured(target, reads_owners=True) == laboratory.plain(target)


@pytest.mark.parametrize("variable", ["PYTHONSAFEPATH", "PYTHONDEVMODE", "PYTHONUNBUFFERED", "PYTHONNOUSERSITE"])
@pytest.mark.parametrize("vary", [False, True], ids=["started", "varied"])
def test_settings_of_the_interpreter(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, variable: str, vary: bool
) -> None:
    monkeypatch.setenv(variable, "1")
    for name in ("describes_itself.py", "lists_modules.py", "leaves_cycles.py"):
        target = laboratory.script(name)
        assert laboratory.measured(target, vary) == laboratory.plain(target)
