"""Reasons in how the producer is made: each value's sentence and way out."""

PRODUCER_REASONS = {
    "mixed_returns": (
        "The function returns something else as well.",
        "return [] where there is nothing, and raise where it fails",
    ),
    "returned_in_tuple": ("The function returns it together with something else.", "split the function"),
    "recursive": (
        "The function calls itself, and each level of `yield from` costs for each element.",
        "keep a stack of what is still to be done",
    ),
    "decorated": (
        "A decorator stands around the function, and would see a generator.",
        "split the undecorated part off",
    ),
    "overridden": (
        "Another class may override the method, or has one of that name.",
        "call a function instead of the method",
    ),
    "async": ("It is asynchronous code.", "write an asynchronous generator by hand"),
    "bare_next": ("next() without a default would end the generator with RuntimeError.", "give next() a default"),
    "swallows_exit": (
        "An except clause around the building would catch the closing of the generator.",
        "name the exceptions that are meant",
    ),
    "record_reused": (
        "The same record is changed and put in again, so that all elements are one object: probably a mistake.",
        "make a new record for each element",
    ),
    "aggregates": (
        "The loop reads what it is building: it groups or adds up.",
        "none is needed: the result is bounded by its keys; sort and use itertools.groupby where they are many",
    ),
    "deduplicates": (
        "Equal elements or keys may be put in more than once, and only one of them stays.",
        "keep the dict or set, or make the keys unique at the source",
    ),
    "duplicate_keys": (
        "Its keys are not known to differ, and of equal ones only the last value stays.",
        "keep the key of the source unchanged, or keep the dict",
    ),
    "shared_record": ("Records of the source are changed in place.", "make a new record: {**record, key: value}"),
    "scope": (
        "It stands where a generator would see other names: in a class body, or with := inside.",
        "move it into a function",
    ),
    "computes_more": ("The loop that builds it works out something else that is used later.", "split the loop"),
    "computed_default": (
        "A default of its parameters is computed, and would be computed twice.",
        "use None as the default",
    ),
    "not_a_producer": ("The container is read, passed on or changed while it is built.", "build it by append alone"),
}
