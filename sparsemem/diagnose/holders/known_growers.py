"""What to do about owners that grow by the design of the interpreter or of a library, or that are many names in one.

"Give it a bound" says nothing to the author of a program who has never named them.
"""

import re

from sparsemem.model import Remedy
from sparsemem.model.heap_rows import NATIVE
from sparsemem.model.owner_names import ANY, is_code, stands_for_many

_KNOWN = {
    r"__main__\.Out": Remedy(
        "IPython keeps the value of the last line of each cell in `Out`: end the line with `;` where nobody asks for "
        "it later, and empty it with `%reset -f out`. `c.InteractiveShell.cache_size = 0` in ipython_config.py ends "
        "it.",
        "%reset -f out",
    ),
    r"Gcf\.figs": Remedy(
        "Close each figure of pyplot when it is saved: plt.close(figure). Or make figures with "
        "matplotlib.figure.Figure(), which pyplot does not keep.",
        'plt.close("all")',
    ),
    r".*Manager\.loggerDict": Remedy(
        "Take one logger for each module, not for each request or object: a logger is kept for ever. What differs "
        "goes into the message, `extra`, or a LoggerAdapter."
    ),
    r".*\.__warningregistry__": Remedy(
        "Keep what differs out of the text of the warning: Python remembers each text that it has shown, for each "
        "module. Or log it instead."
    ),
    r"exit handlers\b.*": Remedy(
        "Register one exit handler for all objects, on a WeakSet, or atexit.unregister each one's when it is closed: "
        "what is registered lives until the interpreter ends."
    ),
    r"finalize\._registry": Remedy(
        "Make each weakref.finalize for an object that dies, and hand it nothing that is large: until then it keeps "
        "its arguments. detach() takes out one that is done."
    ),
    r"tables of tracemalloc": Remedy(
        "Stop tracing when it has answered, or trace fewer frames: tracemalloc keeps an entry for each block that is "
        "alive, and each different traceback.",
        "tracemalloc.stop()",
    ),
    r"sys\.last_(?:traceback|exc|value)": Remedy(
        "It is the last exception that nobody caught, and keeps the variables of the functions that it came through "
        "until the next one. Delete it, or handle the exception.",
        "sys.last_traceback = sys.last_value = sys.last_exc = None",
    ),
}
"""By the name of the owner. Out: IPython/core/displayhook.py (`quiet`, `flush`, and `cache_size`, which counts values
whatever their size); figures: matplotlib's _pylab_helpers.py; the others are of the standard library."""
_CODE = Remedy(
    "Find what defines functions or classes again and again, and define each once: type(), namedtuple(), exec(), a "
    "class in a function that is called often. What they are registered with keeps them, as "
    "functools.singledispatch does."
)
"""Of functions and classes, which nobody puts into a container of the program's."""
_NATIVE = Remedy(
    "Trace the native allocations, to see which stacks make what no object of Python's leads to.",
    "memray run --native script.py",
)
_VARIABLES = Remedy(
    "Keep values whose number is not known before in one container with a bound, not in variables that are made "
    "while the program runs (setattr, globals(), exec): nothing takes these out."
)
_MODULES = Remedy(
    "Find what makes modules or classes while the program runs, and make each once, or take it out of what keeps it "
    "(sys.modules, a registry) when it is done: its variables live as long."
)


def known_remedy(owner: str) -> Remedy | None:
    """The remedy for an owner of this name; None for the program's own data."""
    if is_code(owner):
        return _CODE
    if owner.startswith(NATIVE):
        return _NATIVE
    if stands_for_many(owner):
        return _MODULES if owner.startswith(ANY) else _VARIABLES
    return designed_remedy(owner)


def designed_remedy(owner: str) -> Remedy | None:
    """That for an owner that grows by the design of the interpreter or of a library; None for any other."""
    return next((remedy for name, remedy in _KNOWN.items() if re.fullmatch(name, owner)), None)
