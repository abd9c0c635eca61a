"""Compiles a script or a module with changes: `python recompile.py SOURCE TARGET CHANGE...`.

Run by path in the target's interpreter, whose bytecode it writes. A change is `multiply NAME FACTOR`, of a constant;
`note NAME OWNER`, of the dicts that are bound to a name, which `noted_memos.py` has noted; or `settle`, of a script.
The interpreter starts the bytecode of a script, a `.pyc`, natively: no frame of ours is on the stack, as there would
be were it run by `exec`. The code object keeps the script's own name, and its first statements put right what the
interpreter takes from the file's name.
"""

import ast
import importlib.util
import marshal
import os
import sys

NOTED = "__sparsemem_noted__"
"""The builtin that a dict is handed to with its owner's name, and that gives the dict that is bound in its place."""
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


class Noting(ast.NodeTransformer):
    """Has the dicts noted that are bound to a variable of the module, `NAME`, to an attribute, `Class.NAME`, to a
    local variable of any function, `~NAME`, or to the parameters of a function by their defaults, `=FUNCTION`."""

    def __init__(self, name: str, owner: str) -> None:
        """The owner is what is told with each dict."""
        self._name, self._owner = name, owner
        self._class: str | None = None
        self._function: ast.AST | None = None

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Names in its body are its attributes."""
        return self._inside(node, node.name, None)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Names in its body are its own, except those that it says are global."""
        self._note_defaults(node)
        return self._inside(node, self._class, node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """Likewise."""
        self._note_defaults(node)
        return self._inside(node, self._class, node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """One value for all of its targets."""
        return self._bound(node, node.targets)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Without a value nothing is bound."""
        return self._bound(node, [node.target])

    def _inside(self, node: ast.AST, owner: str | None, function: ast.AST | None) -> ast.AST:
        before = self._class, self._function
        self._class, self._function = owner, function
        self.generic_visit(node)
        self._class, self._function = before
        return node

    def _bound(self, node: ast.Assign | ast.AnnAssign, targets: list[ast.expr]) -> ast.AST:
        if node.value is not None and self._name in map(self._known_as, targets):
            node.value = self._handed_over(node.value)
        return node

    def _note_defaults(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if self._name == f"={node.name}":
            node.args.defaults = [self._handed_over(one) for one in node.args.defaults]
            node.args.kw_defaults = [one and self._handed_over(one) for one in node.args.kw_defaults]

    def _handed_over(self, value: ast.expr) -> ast.expr:
        called = ast.Call(ast.Name(NOTED, ast.Load()), [value, ast.Constant(self._owner)], [])
        return ast.copy_location(called, value)

    def _known_as(self, target: ast.expr) -> str | None:
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            receiver = target.value.id
            return f"{self._class if receiver in ('self', 'cls') else receiver}.{target.attr}"
        if not isinstance(target, ast.Name):
            return None
        if self._function is not None:
            said = [one for one in ast.walk(self._function) if isinstance(one, ast.Global)]
            return target.id if any(target.id in one.names for one in said) else f"~{target.id}"
        return target.id if self._class is None else f"{self._class}.{target.id}"


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


def change(tree: ast.Module, spelled: str, named: str) -> None:
    """Make one change."""
    match named.split(" ", 2):
        case ["multiply", name, factor]:
            multiply(tree, name, int(factor))
        case ["note", name, owner]:
            Noting(name, owner).visit(tree)
        case ["settle"]:
            settle(tree, spelled)
        case _:
            raise ValueError(f"no such change: {named}")


def main(spelled: str, target: str, *changes: str) -> None:
    """Write the bytecode of the changed source to `target`."""
    with open(spelled, "rb") as file:
        tree = ast.parse(file.read(), spelled)
    for one in changes:
        change(tree, spelled, one)
    code = compile(ast.fix_missing_locations(tree), place_of(spelled), "exec", dont_inherit=True)
    with open(target, "wb") as file:
        file.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))


if __name__ == "__main__":
    main(*sys.argv[1:])
