"""Where a scan runs: platform, control groups, huge pages, and what the target's interpreter tells of itself."""

import os
import platform
from pathlib import Path

from sparsemem import procfs
from sparsemem.measure.machine.memory_limits import memory_limit
from sparsemem.model import Environment


def read_environment(about: dict[str, str]) -> Environment:
    """Where this is, together with what the target's interpreter told of itself."""
    thp = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return Environment(
        python_version=about.get("python_version"),
        implementation=about.get("implementation"),
        platform=platform.platform(),
        libc=about.get("libc"),
        allocator="+".join(filter(None, (about.get("allocator"), about.get("malloc")))) or None,
        thp=procfs.parse_thp(thp.read_text()) if thp.exists() else None,
        memory_limit_bytes=memory_limit(),
        cpu_count=os.cpu_count() or 1,
    )
