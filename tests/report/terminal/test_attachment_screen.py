"""What `attach` prints, as text of several widths."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from golden import check
from sparsemem.diagnose.conclusions.attachment_diagnosis import conclude
from sparsemem.model import AttachedLook, Attachment, Cycle, Garbage, Heap, HeapOwner, HeapType, Pinner, RunningTarget
from sparsemem.report.terminal.attachment_screen import print_attachment
from sparsemem.units import MB
from sweeps import moment

PINNERS = (
    Pinner("shop.LABELS", "str", 5_405, 300_000, 54, 50 * MB, 49 * MB, ("'label-199985'", "'label-199874'")),
    Pinner(None, "(no object)", 388, 50_000, 4, MB, 0),
    Pinner(None, "code", 6, 2_000, 2, 1000, 0),
)
SPARSE = moment(120 * MB, python_free_pools=60 * MB, python_free_blocks=20 * MB, file=None)
NOTES = ("The control group is charged with 1.20 GB of 2.00 GB.",)


def attachment(*looks: AttachedLook, pinners: tuple[Pinner, ...] = PINNERS) -> Attachment:
    """A process of 120 MB, 80 MB of which are held by strings, unless looks say otherwise."""
    looks = looks or (AttachedLook(0.0, SPARSE),)
    verdict, findings = conclude(looks, 0, pinners)
    return Attachment(RunningTarget(4242, "python shop.py", "3.12"), looks, pinners, None, 0.95, verdict, findings)


def printed(shown: Attachment, width: int, notes: tuple[str, ...] = ()) -> str:
    """The text on a terminal of this width, without the spaces at the ends of lines."""
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_attachment(shown, notes, console)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


@pytest.mark.parametrize("width", [80, 120])
def test_the_whole_text(width: int) -> None:
    check(printed(attachment(), width, NOTES), f"attachment-{width}.txt")


@pytest.mark.parametrize("width", [80, 120])
def test_the_whole_text_of_garbage(width: int) -> None:
    cycle = Cycle("Bus.on_draw -> method.__self__", ("Bus", "method"), 800, 1600, MB, 60 * MB, None, "threshold")
    garbage = Garbage(1600, 3200, 2 * MB, 58 * MB, (cycle,))
    owner = HeapOwner("shop.KEPT", ("str",), 1000, 40 * MB, 40 * MB, path=("shop", "KEPT"), type="list")
    heap = Heap(1000, 40 * MB, None, None, 1.0, (owner,), ()).with_garbage(garbage)
    seen = moment(120 * MB, python_live=40 * MB, malloc_live=70 * MB).with_garbage(garbage)
    looks = (AttachedLook(0.0, seen),)
    verdict, findings = conclude(looks, 0, heap=heap)
    shown = Attachment(RunningTarget(4242, "python shop.py", "3.12"), looks, (), heap, 0.95, verdict, findings)
    check(printed(shown, width), f"attachment-cycles-{width}.txt")


def test_types_and_what_is_of_none_of_them_close_over_the_live_heap() -> None:
    types = HeapType("shop.Order", 500, 25 * MB, 38 * MB), HeapType("str", 400, 12 * MB, 12 * MB)
    heap = Heap(1000, 40 * MB, None, None, 1.0, (HeapOwner("shop.KEPT", ("str",), 1000, 40 * MB, 40 * MB),), types)
    shown = printed(replace(attachment(AttachedLook(0.0, SPARSE)), heap=heap), 120)
    table = shown.partition("Of which types the live heap is")[2].splitlines()
    rest = next(line for line in table if line.strip().startswith("(all others)"))
    assert rest.split()[-3:] == ["100", "3.0", "MB"]


@pytest.mark.parametrize("width", [1, 20, 40, 60])
def test_no_width_breaks_it(width: int) -> None:
    text = printed(attachment(), width, NOTES)
    assert max(map(len, text.splitlines())) <= width


def test_names_and_values_are_text_and_no_markup() -> None:
    named = replace(PINNERS[0], type="[bold]x", owner="[/]", values=("'[red]'",))
    shown = replace(attachment(pinners=(named,)), target=RunningTarget(1, "python [/nothing] a.py", None))
    text = printed(shown, 120)
    for part in ("[bold]x", "[/]: '[red]'", "python [/nothing] a.py"):
        assert part in text


def test_what_an_owner_keeps_alone_can_be_unknown() -> None:
    (row,) = [
        line
        for line in printed(attachment(pinners=(replace(PINNERS[0], sole_bytes=None),)), 120).splitlines()
        if "5,405" in line and "50.0 MB" in line
    ]
    assert row.split()[6:8] == ["MB", "?"]


def test_a_healthy_process_has_nothing_to_do() -> None:
    text = printed(attachment(AttachedLook(0.0, moment(50 * MB)), pinners=()), 80)
    assert "healthy: no sparse memory here" in text
    assert "Do this first" not in text
    assert "What is alive" not in text


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (moment(50 * MB), "Within 5.0 s nothing moved: it is stable."),
        (moment(60 * MB), "Within 5.0 s the RSS grew by 10.0 MB, the live heap grew by 10.0 MB."),
        (moment(40 * MB), "Within 5.0 s the RSS shrank by 10.0 MB, the live heap shrank by 10.0 MB."),
        (
            moment(60 * MB, malloc_free=10 * MB),
            "Within 5.0 s the RSS grew by 10.0 MB, the gap grew by 10.0 MB.",
        ),
        (replace(moment(50 * MB), ledger=None), "Within 5.0 s nothing moved: it is stable."),
    ],
)
def test_the_direction(later: object, told: str) -> None:
    looks = (AttachedLook(0.0, moment(50 * MB)), AttachedLook(5.0, later))  # type: ignore[arg-type]
    before_the_answer = printed(attachment(*looks, pinners=()), 100).rpartition("╭")[0]
    assert " ".join(before_the_answer.split()).endswith(told)
