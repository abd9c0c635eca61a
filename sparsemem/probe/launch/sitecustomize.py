"""Found first on PYTHONPATH, so that the interpreter starts natively: leaves no trace, hands over, takes `start`."""

import builtins
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_TABLES = ("native", "layout", "mailbox", "quiet", "shutdown", "mallocs", "readings", "pools")
_LOOKUPS = ("lookup_events", "noted_functions", "noted_instances", "noted_memos", "lookups")
_WATCHERS = ("sizes", "returns", "apart", "forks", "leaving", "capture", "traces", *_LOOKUPS, "observers")
_PARTS = (*_TABLES, "places", "clear", *_WATCHERS, "fresh_workers", "moments")
_PARTS_OF_WORKER = ("native", "layout", "mailbox", "quiet", "shutdown", "forks", "leaving", "fresh_workers")


def withdraw(folder: str) -> tuple[str, bool]:
    """Take this folder out of the path and the environment; return the name of the mailbox, and whether this is a
    worker of the target."""
    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)
    del sys.modules["sitecustomize"]
    rest = os.environ["PYTHONPATH"][len(folder) + len(os.pathsep) :]
    if rest:
        os.environ["PYTHONPATH"] = rest
    else:
        del os.environ["PYTHONPATH"]
    worker = os.environ.pop("SPARSEMEM_WORKER", "")
    return worker or os.environ.pop("SPARSEMEM_PROBE"), bool(worker)


def load(folder: str, names: tuple[str, ...]) -> dict[str, object]:
    """Run the probe's modules with builtins of their own, as the target may replace those that there are.

    They get a private name, which is gone from `sys.modules` afterwards, and so is whatever they imported.
    """
    private = vars(builtins).copy()
    kind, loader = type(sys), type(globals()["__loader__"])
    before = sys.modules.copy()
    package = sys.modules["_sparsemem"] = kind("_sparsemem")
    try:
        for name in names:
            module = sys.modules[f"_sparsemem.{name}"] = kind(f"_sparsemem.{name}")
            vars(module).update(__builtins__=private, __package__="_sparsemem")
            code = loader(module.__name__, os.path.join(folder, f"{name}.py")).get_code(module.__name__)
            exec(code, vars(module))
            setattr(package, name, module)
    finally:
        for name in sys.modules.keys() - before.keys():
            del sys.modules[name]
    return vars(package)


def arm_target(folder: str, mailbox: str) -> "Callable[[], None] | None":
    """Load the whole probe; the callable that is returned comes last before the first line."""
    try:
        modules = load(os.path.dirname(folder), _PARTS)
        return modules["moments"].arm(mailbox, folder)  # type: ignore[attr-defined, no-any-return]
    except Exception as error:  # an interpreter that the probe does not fit runs the program all the same
        with open(mailbox + ".trouble", "w") as file:
            file.write(f"{type(error).__name__}: {error}")
    return None


def arm_worker(folder: str, mailbox: str) -> None:
    """Load what a worker needs; where that fails, nobody looks at it before it ends: the run may be over."""
    try:
        modules = load(os.path.dirname(folder), _PARTS_OF_WORKER)
        modules["fresh_workers"].arm_worker(mailbox, folder)  # type: ignore[attr-defined]
    except Exception:
        pass


def launch() -> None:
    folder = os.path.dirname(__file__)
    mailbox, is_worker = withdraw(folder)
    begin = None
    if is_worker:
        arm_worker(folder, mailbox)
    else:
        begin = arm_target(folder, mailbox)
    try:
        # The user's own sitecustomize; where there is none, site passes over the ImportError as it always does.
        __import__("sitecustomize")
    finally:
        # What the functions here and their names hold of each other would wait for the target's collector.
        globals().clear()
        if begin is not None:
            begin()


launch()
