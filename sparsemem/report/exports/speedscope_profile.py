"""What a process holds for https://www.speedscope.app: a sampled profile for each state, weighed in bytes.

The format: https://www.speedscope.app/file-format-schema.json
"""

import json
from typing import Any

import sparsemem
from sparsemem.model import Attachment, Report
from sparsemem.report.exports.retained_stacks import RetainedStack, stacks_of

_SCHEMA = "https://www.speedscope.app/file-format-schema.json"
_NAMES = {"live": "live objects", "garbage": "garbage that waits", "held": "free but held"}


def render_speedscope(record: Report | Attachment) -> str:
    """One profile for each state of which there is something; the frames are shared."""
    stacks = stacks_of(record)
    frames = {name: at for at, name in enumerate(dict.fromkeys(name for stack in stacks for name in stack.path))}
    profiles = [_profile(state, [one for one in stacks if one.state == state], frames) for state in _NAMES]
    value = {
        "$schema": _SCHEMA,
        "exporter": f"sparsemem {sparsemem.__version__}",
        "name": f"retained bytes, {_what(record)}",
        "activeProfileIndex": 0,
        "shared": {"frames": [{"name": name} for name in frames]},
        "profiles": [profile for profile in profiles if profile["samples"]],
    }
    return json.dumps(value, indent=1) + "\n"


def _what(record: Report | Attachment) -> str:
    return record.target.path if isinstance(record, Report) else f"process {record.target.pid}"


def _profile(state: str, stacks: list[RetainedStack], frames: dict[str, int]) -> dict[str, Any]:
    return {
        "type": "sampled",
        "name": _NAMES[state],
        "unit": "bytes",
        "startValue": 0,
        "endValue": sum(stack.bytes for stack in stacks),
        "samples": [[frames[name] for name in stack.path] for stack in stacks],
        "weights": [stack.bytes for stack in stacks],
    }
