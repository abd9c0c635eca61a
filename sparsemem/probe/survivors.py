"""Runs a script and deals with one value of it: `python survivors.py WAY NAME SCRIPT FILE [ARGUMENTS]`.

Run by path in the target's interpreter, as its `__main__`. `round trip` replaces the value by a pickled and unpickled
copy when the script is done, and so by objects that lie together. `child` runs the script in a forked child before
anything else happens here, and takes the value alone over from it. FILE is SCRIPT, or bytecode of it.
"""

import ast
import atexit
import marshal
import os
import pickle
import sys
from typing import Any

Scope = dict[str, Any]
"""A namespace."""
_PYC_HEADER = 16


def _code(spelled: str, file: str) -> Any:
    """What is to be run."""
    with open(file, "rb") as opened:
        data = opened.read()
    if file.endswith(".pyc"):
        return marshal.loads(data[_PYC_HEADER:])
    return compile(data, os.path.join(os.getcwd(), spelled), "exec", dont_inherit=True)


def _run(spelled: str, file: str, scope: Scope) -> SystemExit | None:
    """Run the script in a scope; its `sys.exit`, where it ended so."""
    try:
        exec(_code(spelled, file), scope)
    except SystemExit as ending:
        return ending
    return None


def _place(name: str) -> tuple[object, str]:
    """The module or class that a dotted name lies in, and its last part. Raises NameError where there is none."""
    main: object = sys.modules["__main__"]
    first, *rest = name.split(".")
    place, last = main, first
    if rest:
        place, last = getattr(main, first, sys.modules.get(first)), rest[-1]
        for part in rest[:-1]:
            place = getattr(place, part, None)
    if not hasattr(place, last):
        raise NameError(f"--survivors {name}: there is no such name when the script is done")
    return place, last


def _round_trip(name: str) -> None:
    place, last = _place(name)
    data = pickle.dumps(getattr(place, last), pickle.HIGHEST_PROTOCOL)
    setattr(place, last, None)
    setattr(place, last, pickle.loads(data))


def _in_child(name: str, spelled: str, file: str, scope: Scope) -> SystemExit | None:
    """Have a forked child run the script, and take the value from it; how it ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os._exit(_serve(name, writing, (spelled, file), scope))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if not data:
        return SystemExit(status)
    scope[name] = _loaded(data, spelled, scope)
    return SystemExit(status) if status else None


def _serve(name: str, writing: int, script: tuple[str, str], scope: Scope) -> int:
    """In the child: run the script to its end, hand the value over, and return the exit status."""
    status = 1
    try:
        ending = _run(*script, scope)
        status = 0 if ending is None or ending.code is None else ending.code if isinstance(ending.code, int) else 1
        place, last = _place(name)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(getattr(place, last), pipe, pickle.HIGHEST_PROTOCOL)
        getattr(sys.modules.get("threading"), "_shutdown", bool)()
        atexit._run_exitfuncs()
    except BaseException:
        status = status or 1
        sys.excepthook(*sys.exc_info())
    sys.stdout.flush()
    return status


def _loaded(data: bytes, spelled: str, scope: Scope) -> object:
    """The value; where it needs classes of the script, its definitions are made first, and nothing else of it."""
    try:
        return pickle.loads(data)
    except AttributeError:
        with open(spelled, "rb") as file:
            tree = ast.parse(file.read())
        kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        tree.body = [node for node in tree.body if isinstance(node, kept) or _is_constant(node)]
        exec(compile(tree, spelled, "exec", dont_inherit=True), scope)
    return pickle.loads(data)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)


def main() -> None:
    """Do what the command line says, with the script in the place of this one."""
    way, name, spelled, file = sys.argv[1:5]
    sys.argv[:] = [spelled, *sys.argv[5:]]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(spelled))
    # A module of its own, so that the script's names and ours are not in each other's way.
    sys.modules["__main__"] = module = type(sys)("__main__")
    scope = vars(module)
    scope.update(__builtins__=__builtins__, __file__=os.path.join(os.getcwd(), spelled))
    if way == "child":
        ending = _in_child(name, spelled, file, scope)
    else:
        ending = _run(spelled, file, scope)
        _round_trip(name)
    if ending is not None:
        raise ending


if __name__ == "__main__":
    main()
