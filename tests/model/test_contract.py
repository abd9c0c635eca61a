"""The saved scan, key by key: these names are read by programs that are not in this repository."""

import json
from typing import Any

import pytest

from recorded import read
from sparsemem.model import GARBAGE_PARTS, LIVE_PARTS, MOMENT_NAMES

SCAN = json.loads(read("scan.json"))
NULL = type(None)
SIZE = (int, NULL)

LEDGER = {
    f"{part}_bytes": SIZE
    for part in (
        "python_live",
        "python_garbage",
        "python_free_blocks",
        "python_free_pools",
        "python_overhead",
        "malloc_live",
        "malloc_garbage",
        "malloc_free",
        "pool_live",
        "pool_free",
        "stack",
        "library_data",
        "file",
        "shared",
        "unattributed",
    )
}
MOMENT = {
    "rss_bytes": int,
    "anonymous_bytes": SIZE,
    "swap_bytes": SIZE,
    "allocated": {"python_bytes": SIZE, "malloc_bytes": SIZE, "pool_bytes": SIZE},
    "live_bytes": SIZE,
    "gap_bytes": SIZE,
    "ledger": (LEDGER, NULL),
    "estimated": [str],
    "huge_bytes": SIZE,
}
LINE = {"intercept_bytes": int, "slope_bytes": int, "exponent": (float, NULL)}
OWNER = {
    "owner": (str, NULL),
    "types": [str],
    "objects": int,
    "live_bytes": int,
    "retained_bytes": int,
    "growth_bytes": SIZE,
    "growth_objects": SIZE,
    "path": [str],
    "entries": SIZE,
    "growth_entries": SIZE,
    "type": (str, NULL),
    "type_bytes": [int],
    "table": ({"bytes": int, "entries_left": int, "next_bytes": int}, NULL),
    "growth_fit": (LINE, NULL),
    "returned_bytes": SIZE,
}
SHARING = {
    "seconds": float,
    "pss_bytes": SIZE,
    "private_dirty_bytes": SIZE,
    "shared_dirty_bytes": SIZE,
    "own_heap_bytes": SIZE,
    "shared_heap_bytes": SIZE,
    "python_free_bytes": SIZE,
    "own_python_free_bytes": SIZE,
    "malloc_free_bytes": SIZE,
    "own_malloc_free_bytes": SIZE,
    "malloc_trimmable_bytes": SIZE,
}
GROUP_MEMORY = {f"{name}_bytes": SIZE for name in ("charged", "anonymous", "shared", "file", "dirty", "kernel")}
GROUP = {
    "version": int,
    "limit_bytes": SIZE,
    "high_bytes": SIZE,
    "before": (GROUP_MEMORY, NULL),
    "end": (GROUP_MEMORY, NULL),
    "peak_charged_bytes": SIZE,
    "oom_kills": SIZE,
}
PLACE = ({"path": str, "line": int, "function": (str, NULL)}, NULL)
CYCLE = {
    "shape": str,
    "types": [str],
    "count": int,
    "objects": int,
    "live_bytes": int,
    "retained_bytes": int,
    "location": PLACE,
    "waits": (str, NULL),
    "review": (str, NULL),
}
UNCOLLECTABLE = {"why": str, "types": [str], "objects": int, "retained_bytes": int, "saves_all": bool}
GARBAGE = {
    "tracked": int,
    "objects": int,
    "bytes": int,
    "python_bytes": int,
    "malloc_bytes": int,
    "cycles": [CYCLE],
    "uncollectable": [UNCOLLECTABLE],
    "known_objects": SIZE,
    "collected_meanwhile": SIZE,
}
NAMES = ("start", "peak", "end", "after_atexit", "after_collect", "after_release", "after_trim")
REPLAY = (
    {
        "lookups": int,
        "hits": int,
        "keys": int,
        "unread_keys": int,
        "all_hits_bound": SIZE,
        "most_hits_bound": SIZE,
        "is_estimated": bool,
        "unheard": int,
        "caches": int,
    },
    NULL,
)
PINNER = {
    "owner": (str, NULL),
    "type": str,
    "blocks": int,
    "live_bytes": int,
    "arenas": int,
    "share_bytes": int,
    "sole_bytes": SIZE,
    "values": ([str], NULL),
    "heap": {"python", "malloc"},
    "site": ({"path": str, "line": int, "function": str, "share": float}, NULL),
    "is_own": (bool, NULL),
}
CACHE = {
    "owner": (str, NULL),
    "kind": str,
    "entries": int,
    "bound": SIZE,
    "ttl_seconds": (float, NULL),
    "hits": SIZE,
    "misses": SIZE,
    "expired_entries": SIZE,
    "expired_bytes": SIZE,
    "retained_bytes": SIZE,
    "held_elsewhere_bytes": SIZE,
    "location": PLACE,
    "size": (float, NULL),
    "caches": int,
    "held_elsewhere_entries": SIZE,
    "self_held_entries": SIZE,
    "kept_type": (str, NULL),
    "kept_objects": SIZE,
    "copies": ([str], NULL),
    "returned_bytes": SIZE,
    "growth_entries": (int, NULL),
    "growth_bytes": (int, NULL),
    "entries_per_scale": (float, NULL),
    "held_by": ([str], NULL),
    "bytes_per_scale": (float, NULL),
    "process": SIZE,
    "replay": REPLAY,
    "copied_entries": SIZE,
    "compared_entries": SIZE,
}
RUN = {
    "scale": int,
    "repeat": int,
    "argv": [str],
    "outcome": {"ok", "failed", "timeout", "max_rss", "interrupted"},
    "exit_code": SIZE,
    "wall_seconds": float,
    "peak_rss_bytes": SIZE,
    "peak_unseen_bytes": SIZE,
    "moments": dict.fromkeys(NAMES, (MOMENT, NULL)),
    "timeline": [{"seconds": float, "rss_bytes": int, "live_bytes": SIZE}],
    "processes": [
        {
            "pid": int,
            "parent": int,
            "command": str,
            "peak_rss_bytes": SIZE,
            "last": (MOMENT, NULL),
            "forked": (bool, NULL),
            "first_seconds": (float, NULL),
            "last_seconds": (float, NULL),
            "first_sharing": (SHARING, NULL),
            "last_sharing": (SHARING, NULL),
            "garbage": (GARBAGE, NULL),
            "garbage_seconds": (float, NULL),
            "caches": ([CACHE], NULL),
            "pinners": ([PINNER], NULL),
            "owners": ([OWNER], NULL),
            "exit_code": SIZE,
            "copies": ({"inherited_bytes": int, "copied_bytes": int, "full_collections": SIZE}, NULL),
        }
    ],
    "group": (GROUP, NULL),
    "tree_peak": (
        {
            "seconds": float,
            "processes": int,
            "pss_bytes": int,
            "anonymous_bytes": SIZE,
            "live_bytes": SIZE,
            "root_pss_bytes": SIZE,
        },
        NULL,
    ),
    "collections": (
        {
            "collections": int,
            "objects": int,
            "most_objects": int,
            "seconds": float,
            "enabled": bool,
            "took_low_seconds": (float, NULL),
            "took_high_seconds": (float, NULL),
        },
        NULL,
    ),
    "ended": ({"exit", "exception", "left", "exec", "signal", "stopped", "in place"}, NULL),
    "last": ({"seconds": float, "seconds_before_end": float, "moment": MOMENT}, NULL),
    "collection_seconds": (float, NULL),
    "outlived": (int, NULL),
}
FINDING = {
    "code": str,
    "name": str,
    "severity": {"error", "warning", "note"},
    "message": str,
    "subject": (str, NULL),
    "location": ({"path": str, "line": int, "function": (str, NULL)}, NULL),
    "bytes": SIZE,
    "evidence": dict,
    "remedies": [{"text": str, "command": (str, NULL)}],
    "explained_by": [str],
}
HEAP_LINE = {"function": (str, NULL), "path": str, "line": int, "bytes": int, "allocations": int}
PROFILE = {
    "tool": {"memray", "tracemalloc"},
    "scale": int,
    "live_end_bytes": SIZE,
    "live_peak_bytes": SIZE,
    "agrees": (bool, NULL),
    "tool_version": (str, NULL),
    "wall_seconds": float,
    "counted_end_bytes": SIZE,
    "counted_peak_bytes": SIZE,
    "heap_end_bytes": SIZE,
    "heap_peak_bytes": SIZE,
    "counted_then_bytes": ([int], NULL),
    "mapped_peak_bytes": SIZE,
    "why": (str, NULL),
    "peak_lines": [HEAP_LINE],
    "end_lines": [HEAP_LINE],
    "workers": [{"pid": int, "live_peak_bytes": int, "peak_lines": [HEAP_LINE]}],
    "unrecorded_processes": (int, NULL),
    "unrecorded_peak_bytes": SIZE,
}
BAND = {"cells": [[SIZE]], "per_block": int, "block_bytes": int}
"""A cell is a list: held bytes, live bytes, and which of the owners has the most of these."""
HEAP = {
    "objects": int,
    "live_bytes": int,
    "garbage_objects": SIZE,
    "garbage_bytes": SIZE,
    "coverage": (float, NULL),
    "owners": [OWNER],
    "types": [{"type": str, "objects": int, "live_bytes": int, "retained_bytes": int}],
    "cycles": [CYCLE],
    "caches": [CACHE],
    "waste": [
        {
            "what": {"equal values", "empty room"},
            "owner": (str, NULL),
            "type": str,
            "count": int,
            "bytes": int,
            "objects": SIZE,
            "entries": SIZE,
            "allocated_bytes": SIZE,
            "every": int,
        }
    ],
    "garbage_tracked": SIZE,
    "uncollectable": [UNCOLLECTABLE],
    "growth_bytes": SIZE,
    "growth_seconds": (float, NULL),
    "garbage_growth_bytes": SIZE,
    "collections": SIZE,
    "collected_objects": SIZE,
    "known_objects": SIZE,
    "collected_meanwhile": SIZE,
    "growth_scales": [int],
    "growth_fit": (LINE, NULL),
    "sampled": SIZE,
    "mapped": (
        [
            {
                "owner": (str, NULL),
                "objects": int,
                "mapped_bytes": int,
                "resident_bytes": int,
                "file_bytes": int,
                "private_bytes": int,
            }
        ],
        NULL,
    ),
}
CONTRACT = {
    "format": {"sparsemem.scan"},
    "version": int,
    "tool": {"name": str, "version": str},
    "target": {"kind": {"script", "module"}, "path": str, "argv": [str], "python": str},
    "environment": {
        "python_version": (str, NULL),
        "implementation": (str, NULL),
        "platform": str,
        "libc": (str, NULL),
        "allocator": (str, NULL),
        "thp": (str, NULL),
        "memory_limit_bytes": SIZE,
        "cpu_count": int,
    },
    "plan": {
        "knob": {"argument", "variable", "input", "environment", "found", "none"},
        "detail": str,
        "scales": [int],
        "repeats": int,
    },
    "runs": [RUN],
    "profile": (PROFILE | {"others": [PROFILE]}, NULL),
    "model": dict.fromkeys(("rss_end", "rss_peak", "live_end", "gap_end"), (LINE, NULL)),
    "prediction": (dict, NULL),
    "verdict": {"healthy", "sparse", "peaky", "cyclic", "overcached", "growing", "inconclusive"},
    "findings": [FINDING],
    "control": (RUN, NULL),
    "judged": ([str], NULL),
    "heap": (HEAP, NULL),
    "heap_map": (
        {
            "arenas": int,
            "python": BAND,
            "malloc": (BAND, NULL),
            "owners": [{"name": str, "arenas": int, "pages": int}],
        },
        NULL,
    ),
    "proof": (
        {
            "owner": str,
            "scale": int,
            "predicted_bytes": int,
            "rss_with_bytes": int,
            "rss_without_bytes": int,
            "returned_bytes": int,
            "held": bool,
        },
        NULL,
    ),
    "sizes": (
        [
            {
                "path": str,
                "line": int,
                "function": str,
                "calls": int,
                "generators": int,
                "elements": SIZE,
                "bytes": SIZE,
            }
        ],
        NULL,
    ),
}


def faults(wanted: Any, value: Any, where: str = "scan") -> list[str]:
    """Where a value is not what is wanted: a type, a set of words, a tuple of choices, a list or a dict of these."""
    match wanted:
        case tuple():
            found = [faults(choice, value, where) for choice in wanted]
            return min(found, key=len)
        case dict():
            if not isinstance(value, dict) or set(value) != set(wanted):
                return [f"{where} has not the keys of the contract: {value}"]
            return [fault for key in wanted for fault in faults(wanted[key], value[key], f"{where}.{key}")]
        case list():
            if not isinstance(value, list):
                return [f"{where} is no list"]
            return [fault for i, item in enumerate(value) for fault in faults(wanted[0], item, f"{where}[{i}]")]
        case set():
            return [] if value in wanted else [f"{where} is {value!r}"]
    return [] if type(value) is wanted else [f"{where} is {value!r}, not {wanted.__name__}"]


def moments() -> list[dict[str, Any]]:
    """Every moment of the sample that is there."""
    return [moment for run in SCAN["runs"] for moment in run["moments"].values() if moment]


def test_the_sample_has_every_key_of_the_contract_with_its_type_and_no_other() -> None:
    assert faults(CONTRACT, SCAN) == []


def test_the_format_and_its_version_come_first() -> None:
    assert list(SCAN)[:2] == ["format", "version"]
    assert SCAN["version"] == 1


@pytest.mark.parametrize("path", [("plan", "scales"), ("runs", 0, "moments", "end", "ledger"), ("tool", "name")])
def test_a_key_that_is_missing_or_of_another_type_is_seen(path: tuple[Any, ...]) -> None:
    damaged = json.loads(json.dumps(SCAN))
    *parents, last = path
    place = damaged
    for key in parents:
        place = place[key]
    place[last] = {"some": 5}
    assert len(faults(CONTRACT, damaged)) == 1
    del place[last]
    assert len(faults(CONTRACT, damaged)) == 1


def test_the_sample_shows_what_a_scan_can_hold() -> None:
    assert [run["scale"] for run in SCAN["runs"]] == [1, 4]
    assert SCAN["findings"]
    assert SCAN["sizes"]
    assert SCAN["profile"]["peak_lines"]
    assert SCAN["proof"]["returned_bytes"] == SCAN["proof"]["rss_with_bytes"] - SCAN["proof"]["rss_without_bytes"]
    assert all(run["timeline"] and len(run["processes"]) >= 2 for run in SCAN["runs"])
    assert all(set(run["moments"]) == set(MOMENT_NAMES) for run in SCAN["runs"])
    assert all(moment is not None for run in SCAN["runs"] for moment in run["moments"].values())


def test_the_rows_of_the_heap_add_up() -> None:
    heap = SCAN["heap"]
    assert sum(row["live_bytes"] for row in heap["owners"]) == heap["live_bytes"]


def test_each_ledger_adds_up_to_the_rss_of_its_moment_and_has_no_negative_part() -> None:
    ledgers = [(moment["rss_bytes"], moment["ledger"]) for moment in moments() if moment["ledger"]]
    assert len(ledgers) >= 12
    for rss_bytes, ledger in ledgers:
        parts = [part for part in ledger.values() if part is not None]
        assert sum(parts) == rss_bytes
        assert min(parts) >= 0


def test_live_is_its_three_parts_with_the_garbage_and_the_gap_is_what_they_leave_of_the_anonymous_memory() -> None:
    for moment in moments():
        if moment["ledger"]:
            garbage = sum(moment["ledger"][part] or 0 for part in GARBAGE_PARTS)
            assert moment["live_bytes"] == sum(moment["ledger"][part] for part in LIVE_PARTS) + garbage
            assert moment["gap_bytes"] == moment["anonymous_bytes"] - moment["live_bytes"]
        else:
            assert (moment["live_bytes"], moment["gap_bytes"]) == (None, None)


def test_the_unseen_peak_is_the_peak_less_the_highest_look() -> None:
    for run in SCAN["runs"]:
        assert run["peak_unseen_bytes"] == run["peak_rss_bytes"] - run["moments"]["peak"]["rss_bytes"] >= 0


def test_the_sample_names_no_path_of_the_machine_that_made_it() -> None:
    paths = {word for word in read("scan.json").replace('"', " ").split() if word.startswith("/")}
    assert paths == {"/usr/local/bin/python3"}
