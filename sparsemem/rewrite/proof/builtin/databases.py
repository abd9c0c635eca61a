"""Facts about databases: connections, cursors, and the rows that queries yield."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.builtin.words import WORDS, Given, Row
from sparsemem.rewrite.proof.effects import DATABASE, NOTHING, OUTSIDE, Effects
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.value import ANY, Value, element, join
from sparsemem.source import Module, assigned, is_simple

_TABLES = frozenset({DATABASE})
_CALLED_BY_QUERIES = frozenset(("create_function", "create_aggregate", "create_window_function", "create_collation",
                                "set_authorizer", "set_progress_handler", "set_trace_callback", "register_adapter",
                                "register_converter"))  # fmt: skip
"""What has queries of sqlite3 call functions of the program."""
_HARMLESS = frozenset({"timeout", "isolation_level", "check_same_thread", "cached_statements", "uri", "autocommit"})


def _connected(given: Given) -> Result:
    """One whose rows are made otherwise, or whose queries run code of the program, is not known."""
    program = given.frame.program
    known = len(given.values) == 1 and {word.arg for word in given.node.keywords} <= _HARMLESS
    sure = known and program.once("plain queries", None, False, lambda: _are_plain(program))
    return Value("connection") if sure else ANY, OUTSIDE


def _are_plain(program: Program) -> bool:
    """Whether rows are tuples, or such as are read by names too, and queries call nothing of the program."""
    facts = program.facts.values()
    calls_back = any(not _CALLED_BY_QUERIES.isdisjoint(part.calls.keys() | part.attributes) for part in facts)
    odd = calls_back or not {"text_factory", "sqlite3.Row"}.isdisjoint(program.replaced)
    return not odd and all(map(_makes_plain_rows, program.modules.values()))


def _makes_plain_rows(module: Module) -> bool:
    by_text = any(node.value in _CALLED_BY_QUERIES | {"row_factory"} for node in module.all(ast.Constant))
    stores = [
        module.parent(node)
        for node in module.all(ast.Attribute)
        if node.attr == "row_factory" and not isinstance(node.ctx, ast.Load)
    ]
    return not by_text and all(isinstance(s, ast.Assign) and module.dotted(s.value) == "sqlite3.Row" for s in stores)


def _text(module: Module, node: ast.expr | None) -> str:
    """The text that an expression is, as far as it is written there; of a name, where that is bound once."""
    match node:
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod()):
            return _text(module, left)
        case ast.Name():
            variable = module.variable(node)
            only = variable.only if variable is not None else None
            return _text(module, assigned(module, only)) if only is not None else ""
    return ""


def _executed(given: Given) -> Result:
    """A query of sqlite3; a connection makes a cursor of its own for each."""
    query = _text(given.frame.module, given.node.args[0]) if given.node.args else ""
    roots = given.first.roots if given.first.kind == "cursor" else NOTHING
    step = Effects(raises=True, reads=_TABLES | given.first.roots)
    done = Effects(raises=True, reads=_TABLES, writes=roots) | WORDS["adapt"](given)
    if not query.lstrip().lower().startswith("select"):
        # It may change tables, and some go on with that while rows are taken.
        step, done = (one | OUTSIDE | Effects(writes=_TABLES) for one in (step, done))
    return Value("iterator", roots, element(Value("cursor")), step=step), done


ROWS: list[Row] = [
    (lambda given: Value("cursor") if len(given.values) == 1 and is_simple(given.node) else ANY, "raise single",
     ".cursor.cursor"),
    (lambda given: Value("list", element=given.inner), "raise take", ".cursor.fetchall,fetchmany"),
    (lambda given: join([given.inner, Value("none")]), "raise take", ".cursor.fetchone"),
    (ANY, "outside database merge adapt", ".cursor.executemany"),
    (ANY, "outside database", ".cursor.*"),
]  # fmt: skip
FUNCTIONS: dict[Callable[[Given], Result], str] = {_executed: ".cursor.execute", _connected: "sqlite3.connect"}
