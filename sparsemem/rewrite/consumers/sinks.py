"""Functions and methods by what they do to a list that a generator could not take."""

import ast

from sparsemem.rewrite.reasons import Reason
from sparsemem.source import tables
from sparsemem.source.uses import compares

STOPPING = frozenset(
    {"builtins.zip", "itertools.islice", "itertools.takewhile", "itertools.compress", "builtins.iter"}
)
PARTLY = frozenset({"builtins.any", "builtins.all"})

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
_BY_NAME = {name: reason for reason, names in _FUNCTIONS.items() for name in names.split()}

METHODS = (
    dict.fromkeys(
        ("submit", "map", "imap", "starmap", "apply", "apply_async", "map_async"), Reason.SHARED_BETWEEN_THREADS
    )
    | dict.fromkeys(("put", "put_nowait", "send", "dump", "dumps"), Reason.PICKLED)
    | dict.fromkeys(("append", "add", "insert", "setdefault", "appendleft"), Reason.STORED)
    | dict.fromkeys(("debug", "info", "warning", "error", "critical", "exception", "format"), Reason.FORMATTED)
    | dict.fromkeys(("shuffle", "sample", "choice", "choices"), Reason.NEEDS_SEQUENCE)
)
"""By the method that the value is an argument of."""
OWN_METHODS = dict.fromkeys(tables.CHANGING_METHODS, Reason.MUTATED) | {
    "get": Reason.LOOKED_UP,
    "sort": Reason.SORTED_BARRIER,
}
"""By the method that is called on the value."""


def reason_for(call: ast.Call, name: str) -> Reason:
    """Why a call, by its full name or its method, takes no generator or gains nothing by one."""
    if name in _BY_NAME or name in tables.KEEPS:
        return _BY_NAME.get(name, Reason.MATERIALISED_ANYWAY)
    if compares(name, call):
        return Reason.COMPARED
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method in tables.KEEP_METHODS:
        return Reason.MATERIALISED_ANYWAY
    return METHODS.get(method, Reason.UNKNOWN_CALLEE)
