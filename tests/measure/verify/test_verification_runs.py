"""A rewrite held against the program: what is verified, what is taken back, and what cannot be verified at all."""

import subprocess
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sparsemem.errors import InputError
from sparsemem.measure.knobs.knob_choice import Named, choose_scaling
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.program_text import ProgramText
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.turn import Subject
from sparsemem.measure.verify.candidate import Proposal
from sparsemem.measure.verify.verification_runs import NEVER_RAN, TEST_ARGUMENTS, verify
from sparsemem.measure.verify.verified import Verified
from sparsemem.measure.verify.verify_command import parse_work
from sparsemem.model import Change, Plan
from sparsemem.model.rewriting import TierName
from sparsemem.units import GB

PROGRAM = """\
import sys
from pathlib import Path

def squares(n):
    values = [i * i for i in range(n)]
    return sum(values)

def cubes(n):
    values = [i ** 3 for i in range(n)]
    return sum(values)

def never(n):
    values = [i for i in range(n)]
    return sum(values)

def main(n):
    print(squares(n), __file__)
    Path("cubes.txt").write_text(str(cubes(n)))

if __name__ == "__main__":
    main(int(sys.argv[1]))
"""
GOOD = ("squares", "values = [i * i for i in range(n)]", "values = (i * i for i in range(n))")
WRONG_LATE = ("cubes", "values = [i ** 3 for i in range(n)]", "values = (i ** 3 + (i > 2500) for i in range(n))")
UNUSED = ("never", "values = [i for i in range(n)]", "values = (i for i in range(n))")
Edit = tuple[str, str, str]


class Silent:
    def planned(self, plan: Plan) -> None: ...

    def say(self, text: str) -> None: ...

    def started(self, scale: int, repeat: int) -> None: ...

    def reading_owners(self) -> None: ...

    def running(self, rss_bytes: int) -> None: ...

    def finished(self, finished: Finished) -> None: ...


@dataclass(frozen=True)
class Edits:
    """A rewriter that replaces texts, a change each."""

    path: str
    text: str
    edits: tuple[Edit, ...]
    tier: TierName = "T1"

    def change(self, edit: Edit) -> Change:
        line = self.text[: self.text.index(edit[1])].count("\n") + 1
        return Change(self.path, line, edit[0], "local_generator", self.tier, None)

    def __call__(self, skip: Collection[Change]) -> tuple[Mapping[str, str], Sequence[Change]]:
        text, made = self.text, []
        for edit in self.edits:
            if self.change(edit) not in skip:
                text = text.replace(edit[1], edit[2])
                made.append(self.change(edit))
        return ({self.path: text} if made else {}), made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    # Tests of a project are started many times: without what our own environment brings them.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return tmp_path


def verified(
    command: str,
    *edits: Edit,
    tier: TierName = "T1",
    text: str = PROGRAM,
    scales: tuple[int, ...] = (1, 3),
    seconds: float = 60,
) -> tuple[Verified, Edits]:
    Path("app.py").write_text(text)
    rewriter = Edits("app.py", text, edits, tier)
    proposal = Proposal({"app.py": text}, rewriter, lambda path, text: text.encode())
    work = parse_work(command, sys.executable)
    target = work.target
    scaling = choose_scaling(target, ProgramText(None, False), Named(), scales[-1])
    plan = Plan(scaling.kind, scaling.detail, scales, 1)
    conditions = Conditions(max_rss_bytes=GB, timeout_seconds=seconds)
    return verify(proposal, Subject(target, scaling, Silent()), plan, conditions, work.is_tests), rewriter


def test_a_good_change_is_verified_and_counted(folder: Path) -> None:
    found, rewriter = verified("app.py {1000}", GOOD)
    assert (found.skip, len(found.pair.runs if found.pair else ())) == ([], 4)
    use = found.uses[rewriter.change(GOOD)]
    assert (use.runs, use.most_elements, use.rolled_back) == (1, 1000, None)
    assert sorted(path.name for path in folder.iterdir()) == ["app.py"]  # all runs were on copies
    assert (folder / "app.py").read_text() == PROGRAM


def test_a_change_that_differs_at_one_scale_only_is_taken_back_and_the_others_stay(folder: Path) -> None:
    found, rewriter = verified("app.py {1000}", GOOD, WRONG_LATE)
    assert found.skip == [rewriter.change(WRONG_LATE)]
    reason = found.uses[rewriter.change(WRONG_LATE)].rolled_back
    assert reason is not None
    assert reason.startswith("at 3x, cubes.txt differs: line 1: ")
    assert found.uses[rewriter.change(GOOD)].rolled_back is None
    assert found.pair is not None
    assert found.pair.differences == []


def test_an_unproven_change_that_never_ran_is_taken_back_and_a_proven_one_stays(folder: Path) -> None:
    found, rewriter = verified("app.py {1000}", GOOD, UNUSED, tier="T2")
    assert found.skip == [rewriter.change(UNUSED)]
    assert found.uses[rewriter.change(UNUSED)].rolled_back == NEVER_RAN
    found, rewriter = verified("app.py {1000}", UNUSED)
    assert found.skip == []
    assert found.uses[rewriter.change(UNUSED)].runs == 0


def test_a_change_that_never_ends_is_taken_back(folder: Path) -> None:
    endless = ("cubes", WRONG_LATE[1], "values = (i ** 3 for i in iter(int, 1))")
    found, rewriter = verified("app.py {1000}", GOOD, endless, seconds=5)
    assert found.skip == [rewriter.change(endless)]
    assert (found.uses[rewriter.change(endless)].rolled_back or "").endswith("it was not done, and was stopped")
    assert found.uses[rewriter.change(GOOD)].runs == 1


def test_what_raises_the_peak_is_taken_back_and_the_others_stay(folder: Path) -> None:
    larger = ("cubes", WRONG_LATE[1], "values = [i ** 3 for i in range(n)]; values += [0] * 4_000_000")
    found, rewriter = verified("app.py {1000}", GOOD, larger)
    assert found.skip == [rewriter.change(larger)]
    assert (found.uses[rewriter.change(larger)].rolled_back or "").startswith("at 1x, the peak differs: ")


def test_where_all_is_taken_back_nothing_is_left_to_compare(folder: Path) -> None:
    found, rewriter = verified("app.py {1000}", WRONG_LATE)
    assert found.skip == [rewriter.change(WRONG_LATE)]
    assert found.pair is None


def test_errors_are_compared_without_the_lines_of_their_tracebacks(folder: Path) -> None:
    text = PROGRAM + FAILS_AND_SAYS_SO
    longer = (GOOD[0], GOOD[1], f"\n\n    {GOOD[2]}")
    found, _ = verified("app.py {1000}", longer, text=text)
    assert found.skip == []
    louder = (GOOD[0], GOOD[1], f"print('x', file=sys.stderr); {GOOD[2]}")
    found, rewriter = verified("app.py {1000}", louder, text=text)
    assert "standard error differs" in str(found.uses[rewriter.change(louder)].rolled_back)


FAILS_AND_SAYS_SO = """\
    import traceback
    try:
        squares(None)
    except TypeError:
        traceback.print_exc()
"""
TESTS = """\
import app, pytest
def test_squares():
    assert app.squares(4) == 14
def test_cubes():
    assert app.cubes(3000) == sum(i ** 3 for i in range(3000))
def test_that_fails_before_and_after():
    assert app.squares(4) == 0
"""


def test_the_tests_of_a_project_give_what_they_gave(folder: Path) -> None:
    Path("test_app.py").write_text(TESTS)
    command = " ".join(("pytest", "-q", *TEST_ARGUMENTS))
    found, rewriter = verified(command, GOOD, WRONG_LATE, scales=(1,))
    assert found.skip == [rewriter.change(WRONG_LATE)]
    reason = str(found.uses[rewriter.change(WRONG_LATE)].rolled_back)
    assert "test outcomes differs" in reason
    assert "test_app.test_cubes: passed" in reason
    assert found.uses[rewriter.change(GOOD)].runs == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import time; print(time.monotonic_ns())\n" + PROGRAM, "something else each time"),
        ("raise SystemExit(3)\n" + PROGRAM, "fails before anything is changed"),
    ],
)
def test_a_command_that_does_not_repeat_itself_or_fails_verifies_nothing(folder: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        verified("app.py {1000}", GOOD, text=text)


def test_a_project_without_tests_is_told_so(folder: Path) -> None:
    with pytest.raises(InputError, match="pytest ended with status 5"):
        verified(" ".join(("pytest", *TEST_ARGUMENTS)), GOOD, scales=(1,))


AGAIN = """\
import time

def slow(n):
    time.sleep(PAUSE)
    yield from range(n)

def main():
    values = list(slow(5000))
    print(sum(values), max(values))

main()
"""


def _start_seconds() -> float:
    """How long it takes now to start a program."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.monotonic() - begun


@pytest.mark.parametrize(("starts", "is_kept"), [(0, True), (10, False)])
def test_what_makes_a_result_is_called_twice_only_where_that_is_quick(
    folder: Path, starts: int, is_kept: bool
) -> None:
    pause = max(1.2, starts * _start_seconds()) if starts else 0
    text = AGAIN.replace("PAUSE", str(pause))
    Path("app.py").write_text(text)
    change = Change("app.py", 8, "main", "second_call", "T3", None)
    after = text.replace("    values = list(slow(5000))\n", "").replace("values", "slow(5000)")

    def rewriter(skip: Collection[Change]) -> tuple[Mapping[str, str], Sequence[Change]]:
        return ({}, []) if change in skip else ({"app.py": after}, [change])

    work = parse_work("app.py", sys.executable)
    scaling = choose_scaling(work.target, ProgramText(None, False), Named(), 1)
    proposal = Proposal({"app.py": text}, rewriter, lambda path, text: text.encode())
    plan, conditions = Plan(scaling.kind, scaling.detail, (1,), 1), Conditions(max_rss_bytes=GB, timeout_seconds=60)
    found = verify(proposal, Subject(work.target, scaling, Silent()), plan, conditions, work.is_tests)
    use = found.uses[change]
    assert (use.most_elements, found.skip == []) == (5000, is_kept)
    assert is_kept or (use.rolled_back or "").startswith("the program takes ")
