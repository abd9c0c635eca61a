"""Reasons in what the consumer does with the value, and an iterator cannot: each value's sentence and way out."""

VERIFY = "run it with --verify COMMAND, and it is compared"
"""The way out where a run that is compared can show that a change does no harm."""

CONSUMER_REASONS = {
    "length_taken": ("Its length is taken.", "count in the loop"),
    "truth_tested": (
        "It is tested for being empty, and a generator is always true.",
        "take the first element with next(it, None) and test that",
    ),
    "indexed": ("It is indexed or sliced.", "for the first take next(iter(x)), for the first n islice(x, n)"),
    "iterated_twice": (
        "It is passed over more than once, and a generator is empty the second time.",
        "do both in one pass, or keep the list",
    ),
    "mutated": ("It is changed after it was built.", "make the change an element's own step, or keep the list"),
    "compared": ("It is compared, or its type is asked for.", "compare element by element"),
    "formatted": ("It is printed or formatted, and a generator shows as an address.", "print element by element"),
    "concatenated": ("It is joined to another list.", "use itertools.chain, or [*a, *b]"),
    "needs_sequence": (
        "It is passed to something that needs a sequence.",
        "keep the list there; numpy.fromiter takes an iterator where numpy.array does not",
    ),
    "materialised_anyway": (
        "Its consumer keeps all elements, so that a generator saves next to nothing.",
        "stream that consumer first",
    ),
    "stored": ("It is stored in an attribute or a container.", "keep the list, or store what is made of it"),
    "escapes": (
        "It leaves the function, and what happens to it there is not known.",
        "offer a generator beside the function",
    ),
    "discarded": ("Its result is not used, and a generator would not run at all.", "loop without building"),
    "pickled": ("It is pickled or sent to another process.", "send it in batches"),
    "shared_between_threads": (
        "It is handed to threads, and a generator cannot run in two at a time.",
        "hand over batches through a bounded queue",
    ),
    "looked_up": (
        "It is looked up by key.",
        "keep the dict, or look up in a store on disk such as sqlite3 or shelve",
    ),
    "sorted_barrier": (
        "It is sorted, which needs all elements.",
        "sort the source, or sort on disk and merge with heapq.merge",
    ),
    "unknown_callee": ("It is passed to, or made by, code that is not known to leave the other side alone.", VERIFY),
    "later_use": (
        "It is used where it cannot be told which value it has or how often that runs.",
        "give each value a name of its own",
    ),
}
