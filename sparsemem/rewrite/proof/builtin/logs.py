"""Facts about logs: what is logged is seen outside, as long as nothing of the program is told of it."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.builtin.words import Given
from sparsemem.rewrite.proof.effects import OUTSIDE, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.frame import Result
from sparsemem.rewrite.proof.protocols import shown
from sparsemem.rewrite.proof.value import ANY, Value, deep
from sparsemem.source import Module

_LOGGING = "debug,info,warning,warn,error,exception,critical,fatal,log"
_ASKING = frozenset({"isEnabledFor", "getEffectiveLevel", "hasHandlers"})
_SETTING = frozenset({"setLevel"})
_USED = {f"logging.{name}" for name in (
    *_LOGGING.split(","), "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "NOTSET", "WARN", "FATAL", "getLogger",
    "basicConfig", "disable", "getLevelName", "Logger", "FileHandler", "NullHandler", "Formatter", "StreamHandler",
)}  # fmt: skip
"""What may be read of the module without anything of the program being told of what is logged."""
_TOLD = frozenset((
    "addFilter", "redirect_stdout", "redirect_stderr", "assertLogs", "assertNoLogs", "setStream",
))  # fmt: skip
_HANDLING = frozenset(("emit", "format", "filter", "handle"))
"""Methods of whoever is handed what is logged."""
_REACHED = frozenset(("handlers", "filters", "manager", "root"))
"""Attributes by which one gets at those who handle what is logged."""
_PLACES = ("lineno", "funcName", "stack_info", "relativeCreated")
_WRITING = frozenset({"logging.basicConfig", "logging.StreamHandler"})
_STREAMS = frozenset({"sys.stdout", "sys.stderr"})


def is_plain_log(program: Program) -> bool:
    """Whether logs go to files and the terminal, and say nothing of where in the text they come from."""
    return program.once("plain logs", None, False, lambda: _finds_plain(program))


def _finds_plain(program: Program) -> bool:
    changed = {*_HANDLING, *_LOGGING.split(","), "stdout", "stderr"} & program.replaced
    if not program.closed or changed or any(map(program.inheritance.has, _HANDLING)):
        return False
    facts = program.facts.values()
    told = any(not (_TOLD.isdisjoint(part.calls) and _REACHED.isdisjoint(part.attributes)) for part in facts)
    return not told and all(map(_uses_plainly, program.modules.values()))


def _uses_plainly(module: Module) -> bool:
    texts = (node.value for node in module.all(ast.Constant) if isinstance(node.value, str))
    names = {module.imported(alias) or "" for alias in module.all(ast.alias)}
    for node in [*module.all(ast.Name), *module.all(ast.Attribute)]:
        name, around = module.dotted(node) or "", module.parent(node)
        if name.partition(".")[0] == "logging":
            # A class of the program made of one of its classes may do anything, and so may who is given the module.
            odd = isinstance(around, ast.ClassDef) or (name == "logging" and not isinstance(around, ast.Attribute))
            names.add("logging.*" if odd else name)
        if isinstance(around, ast.Call) and around.func is node and name in _WRITING:
            ways = [*around.args, *(w.value for w in around.keywords if w.arg in ("stream", "handlers", None))]
            names |= {"logging.*" for way in ways if module.dotted(way) not in _STREAMS}
    told = any(word in text for text in texts for word in _PLACES)
    return not told and all(name in _USED for name in names if name.startswith("logging."))


def _logger(given: Given) -> Result:
    known = is_plain_log(given.frame.program)
    return (Value("logger") if known else ANY), OUTSIDE if known else UNKNOWN


def _logged(given: Given) -> Result:
    """Messages are filled in and written at once, by Python's own handlers."""
    values = given.handed
    known = is_plain_log(given.frame.program)
    roots = deep(*values)
    effects = OUTSIDE | union(map(shown, values)) if known else UNKNOWN | Effects(reads=roots, writes=roots)
    return Value("none"), effects


def _asked(given: Given) -> Result:
    known = is_plain_log(given.frame.program)
    return Value("scalar"), OUTSIDE if known else UNKNOWN


def _otherwise(given: Given) -> Result:
    roots = deep(*given.handed)
    return ANY, UNKNOWN | Effects(reads=roots, writes=roots)


FUNCTIONS: dict[Callable[[Given], Result], str] = {
    _logger: "logging.getLogger .logger.getChild",
    _logged: f"logging.{_LOGGING} .logger.{_LOGGING}",
    _asked: f"logging.basicConfig,disable,getLevelName .logger.{','.join(sorted(_ASKING | _SETTING))}",
    _otherwise: ".logger.*",
}
