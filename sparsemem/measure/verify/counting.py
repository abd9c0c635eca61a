"""A rewritten module with its new generators and loops counted: source in, source out, for a run of its own."""

import ast
import difflib
from dataclasses import dataclass, field
from pathlib import Path

COUNTER = Path(__file__).with_name("counter.py")
TWIN = "_iter_"
"""How the name of a generator begins that a rewrite adds."""
SEEN = "="
"""What the name of a function ends with where new calls in it are given something."""
_NAME = "_sparsemem_counted"


def changed_lines(before: str, after: str) -> frozenset[int]:
    """The lines of `after`, from 1 on, that are not in `before`."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    spans = (range(first + 1, last + 1) for tag, _, _, first, last in matcher.get_opcodes() if tag != "equal")
    return frozenset(line for span in spans for line in span)


def instrument(path: str, before: str, after: str, folder: Path, reshaped: frozenset[str] = frozenset()) -> str:
    """`after` with each place counted that `before` did not have; the counts go to a file in `folder`.

    A place is known by the path of the module, the qualified name of the function that it is in, and its line and
    column. In the functions that are `reshaped`, what new calls are given is counted as well.
    """
    tree = ast.parse(after)
    old = ast.parse(before)
    assigned = {ast.unparse(node) for node in ast.walk(old) if isinstance(node, ast.Assign)}
    counting = _Counting(path, changed_lines(before, after), frozenset(assigned), _generators(old), reshaped)
    counting.visit(tree)
    start = f"{_NAME} = __import__('runpy').run_path({str(COUNTER)!r}, {{'folder': {str(folder)!r}}})"
    tree.body.insert(_after_head(tree), ast.parse(start).body[0])
    return ast.unparse(ast.fix_missing_locations(tree))


def _after_head(tree: ast.Module) -> int:
    """Where the first statement may stand: behind the docstring and the imports from `__future__`."""
    place = 0
    for statement in tree.body:
        is_docstring = place == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_docstring and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            break
        place += 1
    return place


@dataclass
class _Counting(ast.NodeTransformer):
    path: str
    lines: frozenset[int]
    assigned: frozenset[str]
    """The assignments that were there before."""
    generators: frozenset[str]
    """The qualified names of the functions that were generators before."""
    reshaped: frozenset[str]
    names: list[str] = field(default_factory=list)
    called: set[ast.expr] = field(default_factory=set)
    """What is called, as against handed on."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A generator function that is new is counted by a decorator, the innermost."""
        self.names.append(node.name)
        is_changed = not self.lines.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        is_new = is_changed and _yields(node) and ".".join(self.names) not in self.generators
        decorator = self._call("count_calls", node) if is_new else None
        self.generic_visit(node)
        if decorator is not None:
            node.decorator_list.append(decorator)
        self.names.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Methods are named by their class."""
        self.names.append(node.name)
        self.generic_visit(node)
        self.names.pop()
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        """A generator expression that is new."""
        is_new = self._is_new(node)
        for part in node.generators:
            self.generic_visit(part)
        node.elt = self.visit(node.elt)
        return self._call("count", node, node) if is_new else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call of a twin, of this module or another, where there was one of the function that builds it all."""
        is_new, twin = self._is_new(node), _twin_called(node)
        given = [self._is_counted_argument(argument) for argument in node.args]
        self.called.add(node.func)
        self.generic_visit(node)
        for place in (place for place, is_given in enumerate(given) if is_given):
            name = f"{'.'.join(self.names)}{SEEN}"
            node.args[place] = self._call("see", node.args[place], node.args[place], name=name)
        return self._call("count", node, self._call("count", node, node, name=twin)) if is_new and twin else node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A twin that is not called but handed on, where the function that builds it all was."""
        return self._handed(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """The same, of another module."""
        self.generic_visit(node)
        return self._handed(node, node.attr)

    def _handed(self, node: ast.Name | ast.Attribute, name: str) -> ast.AST:
        is_new = isinstance(node.ctx, ast.Load) and name.startswith(TWIN) and self._is_new(node)
        return (
            ast.Call(self._call("count_calls", node, name=name), [node], [])
            if is_new and node not in self.called
            else node
        )

    def _is_counted_argument(self, node: ast.expr) -> bool:
        is_reshaped = ".".join(self.names) in self.reshaped
        is_value = not isinstance(node, ast.Starred | ast.Constant | ast.GeneratorExp | ast.Lambda)
        return is_reshaped and is_value and self._is_new(node) and not _twin_called(node)

    def visit_For(self, node: ast.For) -> ast.AST:
        """A loop over something new."""
        self._visit_loop(node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """A comprehension over something new."""
        self._visit_loop(node)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """A name for a source that was read whole."""
        value = ast.unparse(node.value)
        wholes = (f"{value}.fetchall()", f"{value}.readlines()", f"list({value})")
        targets = " = ".join(map(ast.unparse, node.targets))
        was_whole = any(f"{targets} = {whole}" in self.assigned for whole in wholes)
        is_new = was_whole and self._is_new(node.value) and not _twin_called(node.value)
        self.generic_visit(node)
        if is_new and not isinstance(node.value, ast.GeneratorExp):
            node.value = self._call("count", node.value, node.value)
        return node

    def _visit_loop(self, node: ast.For | ast.comprehension) -> None:
        is_counted = isinstance(node.iter, ast.GeneratorExp) or bool(_twin_called(node.iter))
        is_new = self._is_new(node.iter) and not is_counted and not getattr(node, "is_async", 0)
        self.generic_visit(node)
        if is_new:
            node.iter = self._call("count", node.iter, node.iter)

    def _is_new(self, node: ast.expr) -> bool:
        return not self.lines.isdisjoint(range(node.lineno, (node.end_lineno or node.lineno) + 1))

    def _call(self, function: str, place: ast.expr | ast.stmt, *arguments: ast.expr, name: str = "") -> ast.expr:
        key = ast.Constant(f"{self.path}\t{name or '.'.join(self.names)}\t{place.lineno}:{place.col_offset}")
        counter = ast.Subscript(ast.Name(_NAME, ast.Load()), ast.Constant(function), ast.Load())
        return ast.Call(counter, [key, *arguments], [])


def _generators(tree: ast.AST, around: str = "") -> frozenset[str]:
    """The qualified names of the generator functions in a tree."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        scope = isinstance(node, ast.FunctionDef | ast.ClassDef)
        name = f"{around}{node.name}" if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
        if isinstance(node, ast.FunctionDef) and _yields(node):
            found.add(name)
        found |= _generators(node, f"{name}." if scope else around)
    return frozenset(found)


def _twin_called(node: ast.expr) -> str:
    """The name that a rewrite gives to a generator, where that is called; else none."""
    function = node.func if isinstance(node, ast.Call) else None
    name = str(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))
    return name if name.startswith(TWIN) else ""


def _yields(function: ast.FunctionDef) -> bool:
    """Whether the function itself is a generator, not one inside it."""
    open_: list[ast.AST] = list(function.body)
    while open_:
        node = open_.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            open_ += ast.iter_child_nodes(node)
    return False
