"""One run: a fresh place, a fresh process, and the record of what was seen."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import IO

from sparsemem.errors import InputError
from sparsemem.measure.machine.transparent_huge_pages import huge_pages
from sparsemem.measure.moments.postbox import Postbox
from sparsemem.measure.program.command import Turn, interpreter_line
from sparsemem.measure.program.conditions import Conditions
from sparsemem.measure.program.spawn import Place, launch
from sparsemem.measure.run.finished import Finished
from sparsemem.measure.run.observer import UNOBSERVED, RunObserver
from sparsemem.measure.run.orphan_guard import Keeper
from sparsemem.measure.run.process_tree import Tree
from sparsemem.measure.run.run_place import prepare
from sparsemem.measure.run.run_record import record_run
from sparsemem.measure.run.run_watch import Watch
from sparsemem.measure.run.service_request import IN_PLACE_SIGNAL
from sparsemem.measure.run.watched import Watched
from sparsemem.model import Target

Stdin = int | IO[bytes]
"""Standard input as `subprocess.Popen` takes it."""
Around = tuple[Place, Conditions, Stdin]
"""Where a run happens, what bounds it, and what it reads."""


def measure_run(
    target: Target,
    turn: Turn,
    conditions: Conditions,
    folder: Path,
    stdin: Stdin = subprocess.DEVNULL,
    observer: RunObserver = UNOBSERVED,
) -> Finished:
    """Run the program once, in `folder` as far as files of our own go. Raises InputError where it cannot start."""
    place = prepare(folder, conditions)
    asked = replace(turn.instrumentation, draws_map=conditions.draws_map, why=conditions.why)
    postbox = Postbox(place.mailbox, asked, 0 if conditions.for_seconds is None else IN_PLACE_SIGNAL)
    try:
        watched, exit_code = _watched(target, turn, postbox, (place, conditions, stdin), observer)
        trouble = postbox.trouble
    finally:
        postbox.close()
    argv = tuple(interpreter_line(target, replace(turn.command, script=None)))
    run = record_run(turn, argv, watched, exit_code, conditions.expect_exit)
    outlook = tuple(look for look in watched.outlook if look.pid == watched.root)
    return Finished(run, watched.about, place, trouble, watched.looks, outlook, watched.stopped_owners)


def _watched(
    target: Target, turn: Turn, postbox: Postbox, around: Around, observer: RunObserver
) -> tuple[Watched, int]:
    """What was seen of the run, and its exit status; the whole tree ends with us, whatever happens meanwhile."""
    place, conditions, stdin = around
    with Keeper() as keeper:
        tree = Tree.before_start()
        try:
            process = _start(target, turn, place, stdin)
            keeper.keep(process.pid)
            tree.root = process.pid
            watched = Watch(process, postbox, tree, conditions).run(observer)
        except KeyboardInterrupt:  # before the watch began or after it ended
            tree.stop()
            raise
    return watched, process.returncode


def _start(target: Target, turn: Turn, place: Place, stdin: Stdin) -> "subprocess.Popen[bytes]":
    try:
        with huge_pages(turn.instrumentation.has_huge_pages):
            return launch(target, turn.command, turn.scale, place, stdin)
    except OSError as error:
        raise InputError(f"{target.python} cannot be started: {error.strerror}") from None
