"""Whether an interpreter starts under a setting at all, before a program is run under it."""

import os
import subprocess

from sparsemem.measure.settings.preloaded_libraries import how_to_get
from sparsemem.measure.settings.tuning import Facts, Tuning

_PATIENCE_SECONDS = 20


def why_not(tuning: Tuning, facts: Facts, python: str) -> str | None:
    """Why a setting cannot be tried, and what to do about it; None where it can."""
    if tuning.unmet is not None and (reason := tuning.unmet(facts)):
        return reason
    if tuning.stand_in is not None and tuning.library is None:
        return how_to_get(tuning.stand_in)
    if tuning.survivors is not None:
        return None
    return _refusal(tuning, python)


def environment_of(tuning: Tuning) -> dict[str, str]:
    """Its variables, with the library that it preloads."""
    preload = {"LD_PRELOAD": tuning.library} if tuning.library else {}
    return {**preload, **tuning.environment}


def _refusal(tuning: Tuning, python: str) -> str | None:
    """What the interpreter, or the loader before it, has to say against the setting: otherwise both are silent."""
    environment = environment_of(tuning)
    if not environment:
        return None
    done = subprocess.run(
        [python, "-S", "-c", "pass"],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_PATIENCE_SECONDS,
        check=False,
    )
    said = done.stderr.strip().splitlines()
    if done.returncode == 0 and not (said and tuning.library):
        return None
    first = said[0].rstrip(".") if said else f"it ends with status {done.returncode}"
    return "; ".join(filter(None, (f"the interpreter does not start under it: {first}", tuning.otherwise)))
