"""Names of owners: which are a program's own, and which of them a person means."""

from collections.abc import Sequence

from sparsemem.errors import InputError
from sparsemem.model.heap_cache import HeapCache
from sparsemem.model.pinner import Pinner

FOLDED = frozenset({"imported modules", "the interpreter", "interned strings", "a C stack"})
"""Owners that stand for what is not the program's own."""
CODE_OF = "code of "
"""Before a module: its functions and classes, in one row."""
LEADS_TO = " > "
"""Between the steps of a path: the object that a name stands for, and the attribute of it that leads on."""
ANY = "*"
"""In place of a variable or of its module: many names in one row, as `app.*` and `*.data`."""
_MOST_NAMES = 8


def is_name(owner: str | None) -> bool:
    """Whether an owner is one that a program can change."""
    return owner is not None and owner not in FOLDED and not owner.startswith("(")


def is_code(owner: str) -> bool:
    """Whether an owner stands for functions and classes, as those of a module and of the libraries do."""
    return owner in FOLDED or owner.startswith(CODE_OF)


def stands_for_many(owner: str | None) -> bool:
    """Whether it is one row for many variables."""
    return owner is not None and (owner.startswith(f"{ANY}.") or owner.endswith(f".{ANY}"))


def space_of(owner: str) -> str:
    """The module or class that an owner's name begins with, in full; empty where it has none."""
    return owner.partition(LEADS_TO)[0].rpartition(".")[0]


def find_owner(name: str, pinners: Sequence[Pinner], caches: Sequence[HeapCache] = ()) -> str:
    """The owner in full that `name` means: all of it, or an end of it that only one has.

    Raises InputError, saying which there are, where none or several have it.
    """
    every = [*(one.owner for one in pinners), *(one.owner for one in caches)]
    owners = list(dict.fromkeys(owner for owner in every if owner and is_name(owner)))
    if name in owners:
        return name
    ends = [owner for owner in owners if owner.endswith((f".{name}", f"{LEADS_TO}{name}"))]
    if len(ends) == 1:
        return ends[0]
    if not owners:
        raise InputError(f"nothing to prove of {name}: no owner of what keeps free memory could be named")
    own = [owner for owner in owners if any(one.owner == owner and one.is_own is not False for one in pinners)]
    if not (ends or own):
        raise InputError(
            f"--prove {name}: no owner has that name, and nothing of the program's own keeps free memory"
        )
    told = ", ".join((ends or own)[:_MOST_NAMES])
    raise InputError(f"--prove {name}: {'several owners end so' if ends else 'no owner has that name'}; name {told}")
