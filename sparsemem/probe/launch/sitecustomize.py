"""Found first on PYTHONPATH, so that the interpreter starts natively: leaves no trace, hands over, takes `start`."""

import builtins
import os
import sys

_TABLES = ("native", "layout", "mailbox", "quiet", "shutdown", "mallocs", "readings", "pools")
_LOOKUPS = ("lookup_events", "noted_functions", "noted_instances", "noted_memos", "lookups")
_WATCHERS = ("sizes", "returns", "apart", "forks", "leaving", "capture", "traces", *_LOOKUPS, "observers")
_PARTS = (*_TABLES, "places", "clear", *_WATCHERS, "moments")


def withdraw(folder: str) -> str:
    """Take this folder out of the path and the environment; return the name of the mailbox."""
    sys.path.remove(folder)
    sys.path_importer_cache.pop(folder, None)
    del sys.modules["sitecustomize"]
    rest = os.environ["PYTHONPATH"][len(folder) + len(os.pathsep) :]
    if rest:
        os.environ["PYTHONPATH"] = rest
    else:
        del os.environ["PYTHONPATH"]
    return os.environ.pop("SPARSEMEM_PROBE")


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


def launch() -> None:
    folder = os.path.dirname(__file__)
    mailbox = withdraw(folder)
    begin = None
    try:
        modules = load(os.path.dirname(folder), _PARTS)
        begin = modules["moments"].arm(mailbox)  # type: ignore[attr-defined]
    except Exception as error:  # an interpreter that the probe does not fit runs the program all the same
        with open(mailbox + ".trouble", "w") as file:
            file.write(f"{type(error).__name__}: {error}")
    try:
        # The user's own sitecustomize; where there is none, site passes over the ImportError as it always does.
        __import__("sitecustomize")
    finally:
        if begin is not None:
            begin()


launch()
