"""One run: a fresh place, a fresh process, and the record of what was seen."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from sparsemem.errors import InputError
from sparsemem.measure.machine.transparent_huge_pages import huge_pages
from sparsemem.measure.moments.postbox import Postbox
from sparsemem.measure.program.command import Conditions, Turn, interpreter_line
from sparsemem.measure.program.spawn import Place, launch
from sparsemem.measure.run.orphan_guard import Keeper
from sparsemem.measure.run.outside_looks import OutsideLook
from sparsemem.measure.run.process_tree import Tree
from sparsemem.measure.run.run_record import record_run
from sparsemem.measure.run.run_watch import IN_PLACE_SIGNAL, Watch, Watched
from sparsemem.model import MOMENT_NAMES, HeapMap, Pinner, Run, Target
from sparsemem.outside import Pinning

_NEARLY = 0.8
"""Of the highest live heap that was seen."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the probe wrote of the values that functions returned, and whether it has heard of all of them."""

    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What the probe told of a profiler's record at the end, and the blocks that kept free memory then."""

    captured: str
    """`whole`, or what kept memray from its work; empty for another profiler."""
    traced: str
    """What tracemalloc counted; empty for another profiler, and where the program stopped it."""
    pinning: tuple[Pinning, ...]
    high: OutsideLook | None
    """Of the looks from outside that saw nearly the most live heap the one during which the least was allocated."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run and what is known beside it."""

    run: Run
    about: dict[str, str]
    """Facts that the interpreter told at the start."""
    place: Place
    """Where the output lies."""
    trouble: str | None
    """What kept the probe from loading."""
    pinners: tuple[Pinner, ...]
    """Who keeps the free memory at the end; empty where that was not asked for."""
    has_fresh_workers: bool
    """Whether workers were started by spawn or forkserver, which do not inherit the memory of their parent."""
    heap_map: HeapMap | None = None
    """The map of the heaps at the end; None where that was not asked for, or could not be read."""
    cleared: int = 0
    """In how many places the probe cleared the name that it was told to clear."""
    returned: Heard | None = None
    """The size profile; None where that was not asked for, or the program did not get to its end."""
    noted: Noted | None = None
    """Of the heap; None where the program did not get to its end."""


def measure_run(
    target: Target,
    turn: Turn,
    conditions: Conditions,
    folder: Path,
    stdin: int | IO[bytes],
    progress: Callable[[int], None],
) -> Finished:
    """Run the program once, in `folder` as far as files of our own go. Raises InputError where it cannot start."""
    place = _prepare(folder, conditions)
    signal = IN_PLACE_SIGNAL if conditions.for_seconds is not None else 0
    postbox = Postbox(place.mailbox, turn, signal, conditions.draws_map and turn.names_pinners)
    try:
        with Keeper() as keeper:
            tree = Tree.before_start()
            try:
                process = _launch(target, turn, place, stdin)
                keeper.keep(process.pid)
                tree.root = process.pid
                watched = Watch(process, postbox, tree, conditions, progress).run()
            except KeyboardInterrupt:  # before the watch began or after it ended
                tree.stop()
                raise
        trouble = postbox.trouble
    finally:
        postbox.close()
    argv = tuple(interpreter_line(target, replace(turn.command, script=None)))
    run = record_run(turn, argv, watched, process.returncode, conditions.expect_exit)
    last = watched.looks.get(MOMENT_NAMES[-1])
    return Finished(
        run=run,
        about=watched.about,
        place=place,
        trouble=trouble,
        pinners=last.pinners if last else (),
        cleared=int(watched.told("after_collect", "cleared") or 0),
        heap_map=last.heap_map if last else None,
        has_fresh_workers=bool(watched.told("end", "workers")),
        returned=_heard(watched),
        noted=_noted(watched),
    )


def _heard(watched: Watched) -> Heard | None:
    whole = watched.told("end", "heard")
    return Heard(watched.told("end", "sizes"), whole == "True") if whole else None


def _noted(watched: Watched) -> Noted | None:
    end = watched.looks.get("end")
    if end is None:
        return None
    return Noted(watched.told("end", "captured"), watched.told("end", "traced"), end.pinning, _high(watched))


def _high(watched: Watched) -> OutsideLook | None:
    looks = [look for look in watched.outlook if look.pid == watched.root and look.moment.live_bytes is not None]
    most = max((look.moment.live_bytes or 0 for look in looks), default=0)
    high = [look for look in looks if (look.moment.live_bytes or 0) >= _NEARLY * most]
    return min(high, key=lambda look: look.marks[1] - look.marks[0] if look.marks else 0, default=None)


def _launch(target: Target, turn: Turn, place: Place, stdin: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    try:
        with huge_pages(turn.has_huge_pages):
            return launch(target, turn.command, turn.scale, place, stdin)
    except OSError as error:
        raise InputError(f"{target.python} cannot be started: {error.strerror}") from None


def _prepare(folder: Path, conditions: Conditions) -> Place:
    """The files of a run, the copy of the working directory where one is wanted, and the state that setup makes."""
    cwd = Path.cwd()
    if conditions.copy_cwd:
        cwd = _copy_cwd(folder)
    if conditions.setup is not None:
        done = subprocess.run(
            conditions.setup, shell=True, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if done.returncode:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
            raise InputError(f"--setup {conditions.setup!r} ended with status {done.returncode}: {last[0]}")
    return Place(cwd, folder / "mailbox", folder / "stdout", folder / "stderr")


def _copy_cwd(folder: Path) -> Path:
    """A copy of the working directory in `folder`, which may itself lie in the working directory."""
    try:
        copy = shutil.copytree(Path.cwd(), folder / "cwd", symlinks=True, ignore=shutil.ignore_patterns(folder.name))
    except shutil.Error as error:
        name, _, reason = error.args[0][0]
        raise InputError(f"--copy-cwd: {Path(name).name} cannot be copied: {reason}") from None
    except OSError as error:
        raise InputError(f"--copy-cwd: the working directory cannot be copied: {error.strerror}") from None
    return copy
