"""What the kernel charges, in sentences; and a death that it caused."""

from dataclasses import replace

import pytest

from asking import ask
from sparsemem.diagnose.conclusions.diagnosis import diagnose
from sparsemem.diagnose.quantities.charges import charge, death
from sparsemem.diagnose.rules import limit_reached
from sparsemem.model import Group, GroupMemory, Run
from sparsemem.units import MB
from sweeps import moment, run, sweep
from trees import process, tree

BEFORE = GroupMemory(200 * MB, 150 * MB, 0, 30 * MB, 0, 20 * MB)
END = GroupMemory(900 * MB, 250 * MB, 400 * MB, 310 * MB, 70 * MB, 40 * MB)
GROUP = Group(2, 512 * MB, None, BEFORE, END, 1100 * MB, 0)


def charged(**changed: object) -> Run:
    """A run of 100 MB in a group."""
    return replace(run(2, end=moment(100 * MB)), group=replace(GROUP, **changed))  # type: ignore[arg-type]


def killed(scale: int, kills: int | None = 1, limit: int | None = 512 * MB, **changed: object) -> Run:
    """A run that a signal ended."""
    group = replace(GROUP, oom_kills=kills, limit_bytes=limit, end=None)
    dead = replace(run(scale, outcome="failed", end=None), exit_code=-9, group=group)
    return replace(dead, **changed)  # type: ignore[arg-type]


def test_the_rise_over_the_run_is_told_by_kind() -> None:
    assert charge(charged()) == [
        "The control group is charged with 900 MB at the end of 2x, 700 MB more than before the run; its limit is "
        "512 MB.",
        "Of the rise, beside the memory of processes: tmpfs and shared memory 400 MB, cache of files 280 MB, "
        "the kernel's own 20.0 MB, to be written back first 70.0 MB.",
    ]


def test_without_a_limit_it_is_told_where_it_is_more_than_the_processes_have() -> None:
    assert charge(charged(limit_bytes=None))
    little = replace(END, charged_bytes=305 * MB)
    assert charge(charged(limit_bytes=None, end=little)) == []
    assert "from 900 MB on it is slowed down" in charge(charged(limit_bytes=None, end=little, high_bytes=900 * MB))[0]


def test_what_is_unknown_is_not_told() -> None:
    unknown = GroupMemory(5 * MB, None, None, None, None, None)
    assert len(charge(charged(before=None, end=unknown))) == 1
    assert charge(charged(end=None)) == []
    assert charge(charged(end=replace(unknown, charged_bytes=None))) == []
    assert charge(run(1)) == []


@pytest.mark.parametrize(
    ("dead", "said"),
    [
        (killed(2), "killed by the kernel: the group's limit of 512 MB was reached"),
        (killed(2, limit=None), "killed by the kernel: the memory ran out"),
        (
            killed(2, exit_code=1),
            "a process of its control group was killed by the kernel: the group's limit of 512 MB was reached",
        ),
        (killed(2, kills=0), None),
        (killed(2, kills=None), None),
        (killed(2, group=None), None),
        (killed(2, outcome="max_rss"), None),
        (killed(2, outcome="ok", exit_code=0), None),
        (run(1), None),
    ],
)
def test_how_the_kernel_ended_it(dead: Run, said: str | None) -> None:
    assert death(dead) == said


def test_a_worker_may_be_killed_while_the_program_ends_well() -> None:
    group = replace(GROUP, oom_kills=1)
    assert "a process of its control group" in (death(replace(tree(1, process(2, None, None)), group=group)) or "")


def test_a_kill_inside_the_sweep_is_an_error_whatever_is_predicted() -> None:
    finding = ask(limit_reached, sweep(run(1), killed(2)))
    assert finding is not None
    assert (finding.severity, finding.bytes) == ("error", None)
    assert finding.message == "Killed by the kernel: the group's limit of 512 MB was reached, at 2x."
    assert finding.evidence["limit_reached_at_scale"] == 2
    report = diagnose(sweep(run(1, end=moment(100 * MB)), run(2, end=moment(200 * MB)), killed(4)))
    assert [one.code for one in report.findings] == ["SM111"]


def test_a_kill_without_a_limit_is_no_finding_of_the_limit() -> None:
    assert ask(limit_reached, sweep(run(1), killed(2, limit=None))) is None
