"""Python's own functions, by their full names."""

from sparsemem.rewrite.proof.builtin.arguments import Builtin
from sparsemem.rewrite.proof.builtin.container_makers import container, counted, dictionary, filling, of_keys
from sparsemem.rewrite.proof.builtin.file_functions import opened, printed, rows
from sparsemem.rewrite.proof.builtin.iterators import (
    begun_anew,
    enumerated,
    every,
    filtered,
    grouped,
    lazily,
    mapped,
    merged,
    next_element,
    numbers,
    tuples,
)
from sparsemem.rewrite.proof.builtin.library import fixed
from sparsemem.rewrite.proof.builtin.reductions import all_true, extreme, reduced, sorted_list, total
from sparsemem.rewrite.proof.builtin.scalars import absolute, asked, identity, length, number, rounded, text, truth
from sparsemem.rewrite.proof.value import element, pair

BUILTINS: dict[str, Builtin] = {
    "builtins.len": length, "builtins.str": text, "builtins.repr": text, "builtins.int": number("int"),
    "builtins.float": number("float"), "builtins.bool": truth, "builtins.any": all_true, "builtins.all": all_true,
    "builtins.sum": total, "builtins.min": extreme, "builtins.max": extreme, "builtins.sorted": sorted_list,
    "functools.reduce": reduced, "sys.stdout.write": printed, "sys.stderr.write": printed, "gzip.open": opened,
    "bz2.open": opened, "lzma.open": opened, "builtins.dict.fromkeys": of_keys,
    "builtins.list": container("list"), "builtins.tuple": container("tuple"), "builtins.set": container("set"),
    "builtins.frozenset": container("set"), "builtins.dict": dictionary, "builtins.range": numbers,
    "builtins.enumerate": lazily(enumerated),
    "builtins.zip": lazily(lambda values: pair(*map(element, values)), tuples),
    "builtins.reversed": lazily(lambda values: element(values[0])), "builtins.iter": begun_anew,
    "itertools.chain": lazily(every), "builtins.map": mapped,
    "itertools.chain.from_iterable": lazily(lambda values: element(element(values[0]))),
    "builtins.filter": filtered, "builtins.print": printed, "builtins.open": opened, "csv.reader": rows,
    "csv.DictReader": rows, "builtins.next": next_element, "builtins.round": rounded, "builtins.abs": absolute,
    "builtins.isinstance": asked("bool"), "builtins.type": asked("code"), "builtins.callable": asked("bool"),
    "builtins.id": identity, "collections.Counter": counted("dict"), "collections.defaultdict": filling,
    **{f"builtins.{name}": fixed(kind) for name, kind in (
        ("ord", "int"), ("chr", "str"), ("hex", "str"), ("bin", "str"), ("oct", "str"), ("complex", "scalar"),
        ("bytes", "bytes"), ("pow", "scalar"))},
    "heapq.merge": merged, "heapq.nlargest": sorted_list, "heapq.nsmallest": sorted_list,
    "collections.deque": container("list"), "math.fsum": total, "itertools.groupby": grouped,
}  # fmt: skip
