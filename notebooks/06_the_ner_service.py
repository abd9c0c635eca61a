# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The NER service: growth that is no sparse memory, until it is
#
# A service finds names in texts, with spaCy. (*NER* is named-entity recognition.) Its memory goes up like a staircase, and
# then slowly for ever, until its pod is killed. Two reports explain it. We measure what they say: which steps there are,
# who makes them, what spaCy's remedy is worth, and whether any of it is sparse memory.
#
# What you need to know beforehand: a **hash table** is what stands behind a dict. It finds a key by its number, and needs
# free places for that; when too many are used, it is made anew with twice as many.

# %%
import json
from itertools import pairwise
from pathlib import Path

import classroom
from classroom import (
    Service,
    at_size,
    box,
    check,
    draw_course,
    draw_sizes,
    mb,
    near,
    pick,
    python,
    say,
    scratch,
    shown,
    times,
)

import sparsemem

classroom.begin()
PROGRAM = "examples/ner_service/service.py"
tables = classroom.load_module("examples/ner_service/tables.py")
WORDS = pick("words in a batch", small=1_500, full=30_000)
DISCOVERY, STEADY = at_size(small=(60, 25), full=(100, 40))
SIZE = ("--words", str(WORDS), "--discovery", str(DISCOVERY), "--steady", str(STEADY))

# %% [markdown]
# ## The service
#
# Texts come in batches. In the first ones every word is new, as hashtags, addresses and misspellings are; later one word of
# thirty is. A rule finds the authors. We run it twice: plain, and with each batch in a `memory_zone`, which spaCy has
# for services: what was made in a zone goes when the zone ends.

# %%
shown("examples/ner_service/entities.py", "    def entities", 6)


# %%
def worked(*options):
    """A service that has taken all batches, and the row of each; it is watched, and still there."""
    file = scratch(f"ner{'-zone' * ('--zone' in options)}.jsonl")
    one = Service(PROGRAM, "--serve", "--keep", "--watch", file, *SIZE, *options)
    return one, file, [batch_of(one) for _ in range(DISCOVERY + STEADY)]


def batch_of(one):
    """What the service says of its next batch, and the peak of its RSS meanwhile."""
    one.reset_peak()
    return json.loads(one.tell("work")) | {"peak": one.peak()}


plain, plain_file, rows = worked()
zone, zone_file, zone_rows = worked("--zone")
(found,) = {plain.tell("told"), zone.tell("told")}
chosen = sorted({*range(0, DISCOVERY, DISCOVERY // 8), DISCOVERY - 1, DISCOVERY + STEADY - 1})
say(
    f"From both: {found}.",
    "| batch | plain: RSS | `len(nlp.vocab)` | strings | zone: RSS | `len(nlp.vocab)` | strings |\n"
    "|---:|---:|---:|---:|---:|---:|---:|\n"
    + "\n".join(
        f"| {one['batch']} | {mb(one['rss'])} | {one['vocab']:,} | {one['strings']:,} "
        f"| {mb(other['rss'])} | {other['vocab']:,} | {other['strings']:,} |"
        for one, other in ((rows[at], zone_rows[at]) for at in chosen)
    ),
)

# %%
steps = [one for one in tables.predicted_steps(rows) if one.bytes > 500_000]
draw_course(
    "RSS after each batch",
    "batch",
    {"plain": [one["rss"] for one in rows], "zone": [one["rss"] for one in zone_rows]},
    [one.at + 1 for one in steps],
)

# %% [markdown]
# The dashed lines are where tables are made anew, **reckoned** from the number of words and strings alone.

# %% [markdown]
# ## The big steps: which table?
#
# The service wrote down its memory after each batch (`sparsemem.watch`). What does the tool make of it?

# %%
grown = sparsemem.growth(plain_file)
grown

# %% [markdown]
# It grows, and the counter that goes along is named, with the bytes for one more. And where are the steps?

# %%
print("\n".join(one for one in grown["live_bytes"].segment_sentences if "step" in one))

# %% [markdown]
# Each of them has a size. Two kinds of tables grow with each new word:
#
# - spaCy's own: one finds strings by their hash, another one words. Both are made anew when three fifths of their cells
#   are used, so both at once.
# - Python dicts, and nobody expects them: spaCy takes its memory from a *pool* that notes the address of each piece in a
#   dict. A word is three pieces, and so three entries.
#
# The rules for both fit in some lines (`examples/ner_service/tables.py`). Are they right?

# %%


def watched(file):
    """The marks of a watch: live heap, and counters."""
    entries = [json.loads(line) for line in Path(file).read_text().splitlines()]
    return [one for one in entries if one.get("mark") == "batch"]


# A mark has no live heap where malloc took long to count the last time: such a batch is seen together with the next.
told = [(at, one["live_bytes"]) for at, one in enumerate(watched(plain_file)) if "live_bytes" in one]
added = [
    (range(first + 1, last + 1), after - before, rows[last]["vocab"] - rows[first]["vocab"])
    for (first, before), (last, after) in pairwise(told)
]
made_anew = {one.at for one in tables.predicted_steps(rows)}
calm = sorted(
    size / words for batches, size, words in added if batches.stop <= DISCOVERY and made_anew.isdisjoint(batches)
)
each = calm[len(calm) // 2]
came = {one.at: size - each * words for one in steps for batches, size, words in added if one.at in batches}
say(
    "| batch | made anew | predicted | measured |\n|---:|:---|---:|---:|\n"
    + "\n".join(f"| {one.at + 1} | {', '.join(one.tables)} | {mb(one.bytes)} | {mb(came[one.at])} |" for one in steps)
)

# %%
predicted, seen = sum(one.bytes for one in steps), sum(came.values())
assert len(steps) >= 4
assert 0.85 < seen / predicted < 1.15
own, noted = 2 * rows[-1]["cells"] * tables.CELL, sum(rows[-1]["addresses"])
box(
    "The steps are the resizing of spaCy's StringStore.",
    f"In all the steps together {mb(predicted)} were predicted, and {mb(seen)} came. At the end spaCy's two tables have "
    f"{mb(own)}, the two dicts of addresses {mb(noted)}.",
    "The report is right about the first kind of step, and counts one of its two tables. The larger steps are of Python "
    "dicts that only note what is to be freed one day.",
)
assert noted > 1.2 * own

# %% [markdown]
# And how would one find such a dict, in a program that one has not written? No name of Python leads to it: the pool is an
# attribute of C, and so is its dict. So `attach` gives it to the name above, `English.vocab`, and cannot tell beforehand
# when it is made anew, as it does for dicts with a name (SM121). But asked for the largest object of a type it tells the
# way there. A step like `+24` is no name: it is the place within the object, in bytes, where the next one is written down.

# %%
told = python("-m", "sparsemem", "attach", "--why", "cymem.cymem.Pool", str(plain.pid), FORCE_COLOR="")
way = told[told.index("Why cymem") :].partition("\n\n")[0]
print(way)
assert ".vocab" in way
assert "cymem.cymem.Pool" in way.splitlines()[-1]

# %% [markdown]
# **Exercise 1.** spaCy's tables have a power of two of cells, and are made anew when three fifths are used. After how many
# strings does a table of 2²² cells become one of 2²³?

# %% tags=["exercise"]
answer = ...
check(answer, near(0.6 * 2**22, 0.01), "Three fifths of 2**22.")

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = 0.6 * 2**22
# ```
# </details>

# %% [markdown]
# ## The slow slope: what does one word cost?
#
# Between the steps the memory grows in a line. How many bytes are that for a new word? (What spaCy knows of a word, apart
# from its text, is called a *lexeme*.)

# %%
pieces = {
    "the word itself (a struct of 80 bytes)": 80,
    "its string, and where it lies": 32,
    "three numbers for addresses": 96,
}
box(
    "Each new word is a lexeme of some 20 fields, 200 to 300 bytes.",
    f"{each:.0f} bytes of live heap for a new word, results included.",
    "; ".join(f"{name}: {size}" for name, size in pieces.items())
    + f". That makes {sum(pieces.values())}. The lexeme is less than half of it.",
)
assert 0.9 * sum(pieces.values()) < each < 1.15 * sum(pieces.values())

# %% [markdown]
# ## What comes back
#
# One of the reports has seen the memory go *down* now and then, and explains it by *arenas*: Python takes memory for its
# small objects from the system in pieces of 1 MB, and gives such a piece back when nothing in it is alive.
#
# But when a table is made anew, the old one and the new one are both there for a moment. Then the old one goes. If that
# is what comes back, the memory must be higher within a batch with a step than at its end, and in the others not.

# %%
falls = [less["batch"] for more, less in pairwise(rows) if less["rss"] < more["rss"]]
above = [row["peak"] - row["rss"] for row in rows]
in_steps, in_others = (
    sum(above[one.at] for one in steps),
    sorted(above[at] for at in range(len(rows)) if at not in made_anew),
)
say(
    "| batch | added by tables | higher within the batch than at its end |\n|---:|---:|---:|\n"
    + "\n".join(f"| {one.at + 1} | {mb(one.bytes)} | {mb(above[one.at])} |" for one in steps)
    + f"\n| the others, each | | {mb(in_others[len(in_others) // 2])} |"
)
box(
    "A step down is an arena of 256 kB that Python's garbage collector has emptied.",
    f"Of {len(rows) - 1} batches {len(falls)} ended below the one before. In all batches with a step together {mb(in_steps)} came and "
    f"went again, while {mb(predicted)} were added; in half of the others {mb(in_others[len(in_others) // 2])} or less.",
    "It is the old table that goes, when its entries are in the new one: who looks in that moment sees a step down. Where two "
    "tables are made anew in one batch, the second takes the place that the first has left. The collector has no part in it, "
    "and arenas have 1 MB since Python 3.10.",
)
assert in_steps > 0.15 * predicted
assert in_others[len(in_others) // 2] < 0.1 * in_steps

# %% [markdown]
# ## With zones it is not flat either
#
# The report promises that nothing grows in a zone. Strings do not, and yet the table of strings does.

# %%
first, last = zone_rows[0], zone_rows[-1]
lexemes = int(zone.tell("lexemes"))
say(
    "| with zones | first batch | last batch |\n|:---|---:|---:|\n"
    f"| strings | {first['strings']:,} | {last['strings']:,} |\n"
    f"| cells of their table | {first['cells']:,} | {last['cells']:,} |\n"
    f"| of these used | {first['used']:,} | {last['used']:,} |\n"
    f"| `len(nlp.vocab)` | {first['vocab']:,} | {last['vocab']:,} |\n"
    f"| words, counted one by one | | {lexemes:,} |",
)
assert last["strings"] == first["strings"]
assert last["cells"] >= 4 * first["cells"]
assert last["vocab"] > 50 * lexemes
assert rows[-1]["cells"] > last["cells"]

# %%
plain_growth, zone_growth = (some[-1]["rss"] - some[0]["rss"] for some in (rows, zone_rows))
box(
    "The zone frees all; the table never reaches its limit, and memory is constant. Vocabulary: 0 % growth.",
    f"Strings: 0 % growth. Cells of their table: {times(last['cells'], first['cells'])}. `len(nlp.vocab)`: "
    f"{last['vocab']:,} for {lexemes:,} words. The RSS grew by {mb(zone_growth)}, plain by {mb(plain_growth)}: "
    f"{1 - zone_growth / plain_growth:.0%} less.",
    "A cell that is emptied is not free: it is marked as deleted (a *tombstone*), and counts as used until the table is "
    "made anew, with twice the cells, whether it needs them or not. And `len(nlp.vocab)` counts what came, not what is there.",
)
assert zone_growth < 0.3 * plain_growth

# %% [markdown]
# So zones are worth having: the growth is a small part, and slower each time. A graph of `len(nlp.vocab)` tells nothing, though.
#
# **Exercise 2.** How many words does the pipeline with zones know now? Ask the service: `zone.tell(...)` with the word
# that its program has for it, and make a number of what it says.

# %% tags=["exercise"]
answer = ...
check(
    answer, lambda said: said == lexemes, "Look at what `service.py` obeys: one of its words counts them one by one."
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = int(zone.tell("lexemes"))
# ```
# </details>

# %% [markdown]
# ## Is that sparse memory?
#
# Sparse memory is memory that is free and cannot go back to the system. Let us look at the plain service from outside.

# %%
alive = plain.look()
seen_alive = plain.attach()
seen_alive

# %%
holder = seen_alive.heap.owners[0]
say(
    f"{mb(alive.live_bytes)} of {mb(alive.anonymous_bytes)} are alive, and `{holder.owner}` holds {mb(holder.retained_bytes)} of "
    f"it. Verdict: **{seen_alive.verdict}**. All of it is in use: the vocabulary knows every word that ever came. **This is growth. "
    "No allocator and no trim helps; only knowing fewer words does.**"
)
assert seen_alive.verdict != "sparse"
assert not [one for one in seen_alive.findings if one.code == "SM101"]
assert alive.live_bytes > 0.85 * alive.anonymous_bytes
assert holder.owner.endswith("English.vocab")
assert grown["live_bytes"].is_growing
assert "step up" in " ".join(grown["live_bytes"].segment_sentences)

# %% [markdown]
# ## When it becomes sparse
#
# Somebody reloads the pipeline now and then, since it grows. What it has found is kept: plain strings, a few MB. They were
# made one by one while the vocabulary grew, and lie among its pieces: in each arena there are some.

# %%
states = {"at work": alive}
plain.tell("drop")
seen_dropped = plain.attach()
plain.tell("trim")
states["dropped, and trimmed"] = plain.look()
plain.tell("pack")
states["its results in one text"] = plain.look()
plain.tell("forget")
states["and names forgotten"] = plain.look()
plain.stop()
zone.tell("drop")
zone.tell("trim")
states["in zones, dropped and trimmed"] = zone.look()
zone.stop()
draw_sizes(
    "The pipeline is dropped, its results are kept",
    {name: {"anonymous memory": one.anonymous_bytes, "alive": one.live_bytes} for name, one in states.items()},
)

# %%
kept = next(one for one in seen_dropped.pinners if one.owner and one.owner.endswith("EntityService.results"))
dropped, forgotten, zoned = (
    states[name] for name in ("dropped, and trimmed", "and names forgotten", "in zones, dropped and trimmed")
)
say(
    f"The pipeline has gone: {mb(dropped.live_bytes)} are alive, and {mb(dropped.anonymous_bytes)} are held. Verdict: "
    f"**{seen_dropped.verdict}**. `{kept.owner}` has {mb(kept.live_bytes)} and lies in {kept.arenas} arenas.",
    "| | alive | held, and free |\n|:---|---:|---:|\n"
    + "\n".join(f"| {name} | {mb(one.live_bytes)} | {mb(one.gap_bytes)} |" for name, one in states.items()),
)
assert seen_dropped.verdict == "sparse"
assert any(one.owner == "the interpreter" for one in seen_dropped.pinners)
assert dropped.gap_bytes > 1.3 * alive.gap_bytes
assert forgotten.gap_bytes < 0.7 * dropped.gap_bytes
assert zoned.gap_bytes < 0.7 * dropped.gap_bytes

# %% [markdown]
# To make one text of thousands frees nothing yet: something else lies in the same arenas. `attach` names it: *the
# interpreter*. Python remembers where it has found an attribute, together with the name that it was asked for. spaCy's
# tokenizer asks regular expressions for their matches, and at each time Python's own code makes a new text `search`. Some
# hundred of these lie among the vocabulary, and outlive it. `forget` clears that memory
# (`sys._clear_internal_caches`, before Python 3.13 `sys._clear_type_cache`).
#
# With zones there is nothing to clear up: the pieces of a batch go with it, and the next batch takes their place.

# %% [markdown]
# **Exercise 3.** A trim gives free pages of malloc back. Can it give back the arenas that the results lie in? `True` or `False`.

# %% tags=["exercise"]
answer = ...
check(answer, lambda said: said is False, "An arena goes back only when nothing in it is alive.")

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = False
# ```
# </details>

# %% [markdown]
# ## With a model
#
# The reports have a trained model in the place of the rule. Here it is a toy, trained within a second: it has to be run, not to be right. Twelve
# batches, as in the report, without and with the fix: the table is one call.

# %%
FEW = ("--words", str(at_size(small=250, full=30_000)), "--discovery", "12", "--steady", "0", "--pipeline", "model")
files = {way: scratch(f"model-{way}.jsonl") for way in ("plain", "zone")}
said = {
    way: python(PROGRAM, *FEW, "--watch", file, *["--zone"] * (way == "zone")).splitlines()[-1]
    for way, file in files.items()
}
print(said["plain"])
assert said["plain"] == said["zone"]
compared = sparsemem.compare_growth(files["plain"], files["zone"])
compared

# %%
strings_of_model = {way: [one["counters"]["strings"] for one in watched(file)] for way, file in files.items()}
assert strings_of_model["zone"][-1] == strings_of_model["zone"][0] < strings_of_model["plain"][-1]

# %% [markdown]
# **What to remember**
#
# - A staircase is a table that doubles. Reckon the next step, and leave room for the old and the new one.
# - Growth and sparse memory are two things. Ask what is alive before you try an allocator.
# - Use a zone for each batch, and hand plain strings out of it. Watch the table, not `len(nlp.vocab)`.
# - What is kept from each batch decides what comes back when the rest goes.
