"""Functions, methods and other uses by what they do to a list that a generator could not take."""

import ast

from sparsemem.rewrite.reasons import Reason
from sparsemem.source import How, Module, Use, compares, tables

STOPPING = ("builtins.zip", "itertools.islice", "itertools.takewhile", "itertools.compress", "builtins.iter")
_FUNCTIONS = {
    Reason.LENGTH_TAKEN: "builtins.len",
    Reason.TRUTH_TESTED: "builtins.bool",
    Reason.COMPARED: "builtins.isinstance builtins.type builtins.hash builtins.id builtins.callable",
    Reason.FORMATTED: (
        "builtins.print builtins.str builtins.repr builtins.format builtins.ascii pprint.pprint pprint.pformat "
        "logging.debug logging.info logging.warning logging.error logging.critical logging.exception"
    ),
    Reason.SORTED_BARRIER: "builtins.sorted",
    Reason.NEEDS_SEQUENCE: (
        "builtins.reversed builtins.next random.choice random.choices random.sample random.shuffle bisect.bisect "
        "bisect.bisect_left bisect.bisect_right bisect.insort heapq.heapify heapq.heappush heapq.heappop json.dump "
        "json.dumps copy.copy copy.deepcopy numpy.array numpy.asarray statistics.median statistics.stdev "
        "statistics.mode"
    ),
    Reason.PICKLED: "pickle.dump pickle.dumps marshal.dump marshal.dumps shelve.open joblib.dump",
    Reason.SHARED_BETWEEN_THREADS: "threading.Thread multiprocessing.Process _thread.start_new_thread",
    Reason.MATERIALISED_ANYWAY: (
        "itertools.tee itertools.product itertools.combinations itertools.permutations pandas.concat"
    ),
}
_METHODS = {
    Reason.SHARED_BETWEEN_THREADS: "submit map imap starmap apply apply_async map_async",
    Reason.PICKLED: "put put_nowait send dump dumps",
    Reason.STORED: "append add insert setdefault appendleft",
    Reason.FORMATTED: "debug info warning error critical exception format",
    Reason.NEEDS_SEQUENCE: "shuffle sample choice choices",
    Reason.COMPARED: "assertEqual assertNotEqual assertListEqual assertSequenceEqual assertIs assertIsInstance",
    Reason.TRUTH_TESTED: "assertTrue assertFalse",
    Reason.MATERIALISED_ANYWAY: " ".join(tables.KEEP_METHODS),
}
"""By the method that the value is an argument of."""
_BY_FUNCTION, _BY_METHOD = (
    {name: reason for reason, names in table.items() for name in names.split()} for table in (_FUNCTIONS, _METHODS)
)
_BY_OWN_METHOD = {
    **dict.fromkeys(tables.CHANGING_METHODS, Reason.MUTATED),
    "get": Reason.LOOKED_UP,
    "sort": Reason.SORTED_BARRIER,
}
"""By the method that is called on the value."""
_BY_USE = {
    How.TRUTH: Reason.TRUTH_TESTED,
    How.INDEX: Reason.INDEXED,
    How.COMPARE: Reason.COMPARED,
    How.CHANGE: Reason.MUTATED,
    How.KEEP: Reason.MATERIALISED_ANYWAY,
    How.NEXT: Reason.MATERIALISED_ANYWAY,
    How.RETURNED: Reason.ESCAPES,
    How.DISCARDED: Reason.DISCARDED,
}
_BY_PLACE: dict[type, Reason] = {
    ast.BoolOp: Reason.TRUTH_TESTED, ast.Compare: Reason.COMPARED, ast.AugAssign: Reason.MATERIALISED_ANYWAY,
    ast.FormattedValue: Reason.FORMATTED, ast.Await: Reason.ASYNC,
}  # fmt: skip


def reason_for(call: ast.Call, name: str) -> Reason:
    """Why a call, by its full name or its method, takes no generator or gains nothing by one."""
    if name in _BY_FUNCTION or name in tables.KEEPS:
        return _BY_FUNCTION.get(name, Reason.MATERIALISED_ANYWAY)
    if compares(name, call):
        return Reason.COMPARED
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return _BY_METHOD.get(method, Reason.UNKNOWN_CALLEE)


def reason_against(module: Module, use: Use, node: ast.expr) -> Reason:
    """What stands against a generator where the value is used otherwise than as an argument."""
    match module.parent(node):
        case ast.Attribute(attr=method) as parent:
            return _BY_OWN_METHOD.get(method if use.by is not parent else "", Reason.NEEDS_SEQUENCE)
        case ast.BinOp(op=op):
            return Reason.FORMATTED if isinstance(op, ast.Mod) else Reason.CONCATENATED
        case ast.Tuple() as parent if isinstance(module.parent(parent), ast.Return):
            return Reason.RETURNED_IN_TUPLE
        case parent:
            return _BY_PLACE.get(type(parent)) or _BY_USE.get(use.how, Reason.STORED)
