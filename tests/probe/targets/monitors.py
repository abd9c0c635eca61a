"""Watches every Python function that begins, by a monitoring tool that is never taken away."""

import os
import sys

monitoring = getattr(sys, "monitoring", None)
print("monitored" if monitoring else "this version has no monitoring", flush=True)
if monitoring:
    monitoring.use_tool_id(3, "nosy")
    monitoring.register_callback(
        3, monitoring.events.PY_START, lambda code, place, write=os.write: write(1, code.co_qualname.encode() + b"\n")
    )
    monitoring.set_events(3, monitoring.events.PY_START)
