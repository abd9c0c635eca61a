"""Descendants of a watched process: who they are now, whose turn it is, and what their ledgers say."""

import os
import subprocess
import sys
from dataclasses import replace

import sweeps
from sparsemem.live.view.descendant import Descendant, renewed, seen_longest_ago
from sparsemem.units import MB


def test_members_come_go_and_keep_what_was_seen_of_them() -> None:
    seen = Descendant(os.getpid(), "first", 5 * MB, sweeps.moment(), 3.0)
    gone = Descendant(4_194_302, "gone", 9 * MB)
    now = renewed([seen, gone], {os.getpid(): 7 * MB, os.getppid(): 8 * MB})
    assert [member.pid for member in now] == [os.getppid(), os.getpid()]
    assert now[1] == replace(seen, rss_bytes=7 * MB)
    assert now[0].moment is None
    assert now[0].command
    assert renewed(now, {4_194_302: MB}) == (Descendant(4_194_302, "(ended)", MB),)


def test_the_largest_that_was_never_seen_is_next_then_the_one_seen_longest_ago() -> None:
    large, small = Descendant(1, "a", 9 * MB), Descendant(2, "b", MB)
    assert seen_longest_ago([large, small]) is large
    late, soon = replace(large, seconds=4.0), replace(small, seconds=2.0)
    assert seen_longest_ago([late, small]) is small
    assert seen_longest_ago([late, soon]) is soon


def test_a_look_has_the_live_heap_of_a_python() -> None:
    code = "import sys; kept = bytes(range(256)) * 40_000; print('ready', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        looked = Descendant(process.pid, "python", 0).looked_at(1.5)
        assert process.stdin is not None
        process.stdin.close()
    assert looked.seconds == 1.5
    assert looked.moment is not None
    assert looked.moment.live_bytes is not None
    assert looked.moment.live_bytes > 10 * MB
    assert looked.moment.ledger is not None
    assert looked.moment.ledger.total_bytes == looked.moment.rss_bytes


def test_one_that_has_ended_has_no_ledger_and_is_no_error() -> None:
    assert Descendant(4_194_302, "gone", MB).looked_at(2.0) == Descendant(4_194_302, "gone", MB, None, 2.0)
