"""What is said beside the ledger of a process that was attached to: what its control group is charged with."""

import pytest

from sparsemem.diagnose.conclusions.pace import told_of_charge
from sparsemem.model import AttachedLook, Charge, GroupMemory
from sparsemem.units import MB
from sweeps import moment

LOOKS = (AttachedLook(0.0, moment(100 * MB)),)
GROWING = tuple(AttachedLook(second, moment((100 + 20 * second) * MB)) for second in range(5))
MEMORY = GroupMemory(400 * MB, 120 * MB, 200 * MB, 60 * MB, 0, 20 * MB)


@pytest.mark.parametrize(
    ("charge", "looks", "said"),
    [
        (None, LOOKS, []),
        (Charge(512 * MB, 90 * MB), LOOKS, []),
        (
            Charge(512 * MB, 400 * MB),
            LOOKS,
            ["The control group is charged with 400 MB of 512 MB; 300 MB of that are not this process's RSS."],
        ),
        (
            Charge(None, 400 * MB, MEMORY, 450 * MB),
            LOOKS,
            [
                "The control group is charged with 400 MB; 300 MB of that are not this process's RSS.",
                "It holds beside the memory of its processes: tmpfs and shared memory 200 MB, "
                "cache of files 60.0 MB, the kernel's own 20.0 MB.",
                "From 450 MB on the kernel slows it down.",
            ],
        ),
        (
            Charge(440 * MB, 400 * MB),
            GROWING,
            [
                "The control group is charged with 400 MB of 440 MB; 220 MB of that are not this process's RSS.",
                "At the pace of these looks the limit is reached in 2.0 s.",
            ],
        ),
    ],
    ids=["no group", "another group's", "a limit", "a group of its own", "a pace"],
)
def test_what_is_told_of_the_charge(charge: Charge | None, looks: tuple[AttachedLook, ...], said: list[str]) -> None:
    assert told_of_charge(charge, looks) == said
