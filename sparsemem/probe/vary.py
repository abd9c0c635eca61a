"""Compiles a script with one of its constants multiplied: `python vary.py SCRIPT NAME FACTOR TARGET`.

Run by path in the target's interpreter, whose bytecode it writes. The interpreter then starts `TARGET`, a `.pyc`,
natively: no frame of ours is on the stack, as there would be were the script run by `exec`. The code object keeps
the script's own name, and its first statements put right what the interpreter takes from the file's name.
"""

import ast
import importlib.util
import marshal
import os
import sys

SETTLE = """
__import__("sys").argv[0] = {spelled!r}
__import__("sys").orig_argv[-len(__import__("sys").argv)] = {spelled!r}
if not __import__("sys").flags.safe_path: __import__("sys").path[0] = {folder!r}
__import__("sys").path_importer_cache[{path!r}] = __import__("sys").path_importer_cache.pop(__file__, None)
__loader__ = __import__("_frozen_importlib_external").SourceFileLoader("__main__", {path!r})
__file__ = {path!r}
"""


def multiply(tree: ast.Module, name: str, factor: int) -> None:
    """Multiply the value of the one top-level assignment to `name`."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and any(
            isinstance(t, ast.Name) and t.id == name for t in targets
        ):
            value = node.value or ast.Constant(None)
            node.value = ast.copy_location(ast.BinOp(value, ast.Mult(), ast.Constant(factor)), node)


def place_of(spelled: str) -> str:
    """The absolute path as the interpreter makes it: dots and links stay in it."""
    return os.path.join(os.getcwd(), spelled)


def settle(tree: ast.Module, spelled: str) -> None:
    """Have the code give itself the name that it would have as a script, before its first statement."""
    path = place_of(spelled)
    text = SETTLE.format(spelled=spelled, path=path, folder=os.path.dirname(os.path.realpath(spelled)))
    place = 1 if ast.get_docstring(tree, clean=False) is not None else 0
    while place < len(tree.body) and getattr(tree.body[place], "module", None) == "__future__":
        place += 1
    tree.body[place:place] = ast.parse(text).body


def main(spelled: str, name: str, factor: str, target: str) -> None:
    """Write the bytecode of the varied script to `target`."""
    with open(spelled, "rb") as file:
        tree = ast.parse(file.read(), spelled)
    multiply(tree, name, int(factor))
    settle(tree, spelled)
    code = compile(ast.fix_missing_locations(tree), place_of(spelled), "exec", dont_inherit=True)
    with open(target, "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))


if __name__ == "__main__":
    main(*sys.argv[1:])
