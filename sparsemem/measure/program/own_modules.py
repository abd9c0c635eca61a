"""Which modules are the program's own: what is advised of their data may be done, and of a library's may not."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import psutil

from sparsemem.model import Pinner, Run, Target

_MAIN = frozenset({"__main__", "__mp_main__"})
"""The second is what the script is called in a worker that was spawned."""


def own_modules(folders: Iterable[Path]) -> frozenset[str]:
    """The main modules, and the names of the modules and packages that lie in these folders.

    A folder of installed packages, as that of a console script may be, has none of the program's own.
    """
    names = {*_MAIN}
    for folder in folders:
        if "site-packages" in folder.parts or "dist-packages" in folder.parts:
            continue
        try:
            names |= {entry.stem for entry in folder.glob("*.py")}
            names |= {entry.parent.name for entry in folder.glob("*/__init__.py")}
        except OSError:
            continue  # one that may not be listed tells nothing
    return frozenset(names)


def modules_of(target: Target) -> frozenset[str]:
    """Those of a program that is scanned: beside its script, or in the working directory, and the module it is."""
    if target.kind == "module":
        return own_modules([Path.cwd()]) | {target.path.partition(".")[0]}
    return own_modules([Path(target.path).absolute().parent])


def modules_of_process(pid: int) -> frozenset[str] | None:
    """Those of a running process: in its working directory, and beside the script of its command line.

    None where it is gone, or may not be looked at.
    """
    try:
        process = psutil.Process(pid)
        cwd = Path(process.cwd())
        scripts = [cwd / word for word in process.cmdline()[1:] if word.endswith(".py")][:1]
    except (psutil.Error, OSError):
        return None
    return own_modules([cwd, *(script.parent for script in scripts)])


def with_own(pinners: Iterable[Pinner], modules: frozenset[str] | None) -> tuple[Pinner, ...]:
    """The pinners with what is known of whose they are; what a class of the program's own has is its own already."""
    if modules is None:
        return tuple(pinners)
    return tuple(
        pinner if pinner.is_own else replace(pinner, is_own=_is_own(pinner.owner, modules)) for pinner in pinners
    )


def workers_with_own(run: Run, modules: frozenset[str]) -> Run:
    """A run with the same for the processes beside its root."""
    known = (replace(one, pinners=with_own(one.pinners, modules)) if one.pinners else one for one in run.processes)
    return replace(run, processes=tuple(known))


def _is_own(owner: str | None, modules: frozenset[str]) -> bool | None:
    """By the module that an owner's name begins with; None for a function's variable, or a place without a module.

    What a class holds is called by the class, `Rates.table`, and the classes of the program's own are known already
    where the heap was followed. Where it was not a capital tells the two apart, as PEP 8 has it.
    """
    root = (owner or "").partition(".")[0]
    if root in modules:
        return True
    return False if root.isidentifier() and not root[0].isupper() else None
