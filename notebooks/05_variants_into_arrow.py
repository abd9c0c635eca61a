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
# # Variants into Arrow: a recipe that halves the memory, and then squares it
#
# A service writes genetic variants into LanceDB, a database of vectors that keeps its rows as Arrow files. It took too much
# memory, and its authors found a recipe: batches of 25, streamed in chunks of 5, with a garbage collection every fifth
# batch. They reported 84 % less memory, measured with 25, 50 and 100 variants. Should you do as they did?
#
# What you need to know beforehand: nothing. A **variant** here is a dict of ten fields, one of which is a list of 1,024
# numbers. **malloc** is where libraries that are written in C or Rust take their memory from.

# %%
import re

from classroom import (
    Service,
    at_size,
    begin,
    box,
    check,
    draw_lines,
    draw_sizes,
    mb,
    near,
    pick,
    say,
    scratch,
    shown,
    times,
)

begin()
PROGRAM = "examples/variant_store/store.py"
VARIANTS = pick("variants", small=1_000, full=10_000)
FOLDER = scratch("variants")

# %% [markdown]
# ## The recipes
#
# Six ways to bring the same rows into a table.

# %%
shown("examples/variant_store/recipes.py", "def add_in_chunks", 8)
shown("examples/variant_store/recipes.py", "def add_stream", 4)


# %%
def measured(recipe, variants=VARIANTS, *options):
    """One recipe in a process of its own: what its peak and its end are above the start, and what it left."""
    with Service(PROGRAM, "--serve", "--recipe", recipe, "--variants", str(variants), *options, FOLDER) as one:
        start = one.look()
        one.reset_peak()
        filled = one.tell("fill")
        peak, end = one.peak(), one.look()
        sizes = {"peak": peak - start.rss_bytes, "kept": end.rss_bytes - start.rss_bytes}
        if variants != VARIANTS:
            return sizes
        files, versions, disk = map(int, re.findall(r"\d+", one.tell("files")))
        return sizes | {
            "seconds": float(re.search(r"([\d.]+) s of processor time", filled)[1]),
            "files": files,
            "versions": versions,
            "disk": disk,
            "query": one.tell("query"),
            "digest": one.tell("digest"),
            "each": re.search(r", ([^,]+) an item", filled),
        }


NAMES = ("at once", "batches of 25", "chunks of 5", "chunks of 5, small cache", "batches of 250", "stream")
found = {name: measured(name, VARIANTS, "--budget", "100GB") for name in NAMES}  # which bounds nothing, and measures
(digest,) = {one["digest"] for one in found.values()}
say(
    f"From each: {digest}. `sparsemem.budget()` around the work tells what it grew by for each variant.",
    "| recipe | peak above the start | each variant | kept at the end | processor seconds | files | versions | on disk | a query |\n"
    "|:---|---:|---:|---:|---:|---:|---:|---:|---:|\n"
    + "\n".join(
        f"| {name} | {mb(one['peak'])} | {one['each'][1]} | {mb(one['kept'])} | {one['seconds']:.2f} | {one['files']} "
        f"| {one['versions']} | {mb(one['disk'])} | {one['query']} |"
        for name, one in found.items()
    ),
)

# %%
draw_sizes(
    f"{VARIANTS:,} variants",
    {name: {"peak above the start": one["peak"], "kept at the end": one["kept"]} for name, one in found.items()},
)

# %%
once, chunks, batches, stream = (found[name] for name in ("at once", "chunks of 5", "batches of 250", "stream"))
say(
    f"The report's chunks of 5 have a peak of {mb(chunks['peak'])} for {mb(once['peak'])}, and take "
    f"{times(chunks['seconds'], once['seconds'])} the time. Batches of 250 have {mb(batches['peak'])}, "
    f"{1 - batches['peak'] / once['peak']:.0%} less than one add, in {times(batches['seconds'], once['seconds'])} its time; "
    f"one add of a stream has {mb(stream['peak'])}, {1 - stream['peak'] / once['peak']:.0%} less, in "
    f"{times(stream['seconds'], once['seconds'])} the time."
)
at_full_size = at_size(small=False, full=True)
assert stream["peak"] < (1 - 0.84 if at_full_size else 0.7) * once["peak"]
assert batches["peak"] < (1 - 0.84 if at_full_size else 0.7) * once["peak"]
assert not at_full_size or max(stream["seconds"], batches["seconds"]) < once["seconds"]
assert batches["seconds"] < 0.5 * chunks["seconds"]
assert chunks["files"] > 20 * batches["files"]

# %%
box(
    "84.2 % less memory, at the same speed, by chunks of 5.",
    f"At {VARIANTS:,} variants chunks of 5 have {times(chunks['peak'], once['peak'])} the peak, in {times(chunks['seconds'], once['seconds'])} "
    f"the time. A stream has {1 - stream['peak'] / once['peak']:.0%} less in {times(stream['seconds'], once['seconds'])} the time, and "
    f"batches of 250 have {1 - batches['peak'] / once['peak']:.0%} less in {times(batches['seconds'], once['seconds'])}.",
    "One add makes all the dicts first: that is the most of its peak, and it grows with the variants. Any recipe that makes "
    "some hundred at a time is rid of it. To make five at a time saves a little more, once, and costs an add for each five.",
)

# %% [markdown]
# ## It does not stay so: the number of adds
#
# Each `add` makes a new **version** of the table, and the version's list of files has one more entry than the one before.
# We measure the same recipe with three numbers of variants, each twice the one before.

# %%
COUNTS = at_size(small=(VARIANTS // 2, VARIANTS, 2 * VARIANTS), full=(VARIANTS // 4, VARIANTS // 2, VARIANTS))
RUNS = at_size(small=3, full=1)  # what few variants keep is little beside what a busy machine has not given back yet


def least(name, count):
    """The run that keeps least at its end."""
    runs = [measured(name, count, "--budget", "100GB") for _ in range(RUNS if count <= VARIANTS else 1)]
    return min(runs, key=lambda one: one["kept"])


by_count = {
    name: [found[name] if count == VARIANTS and RUNS == 1 else least(name, count) for count in COUNTS]
    for name in ("chunks of 5", "chunks of 5, small cache", *at_size(small=(), full=("stream",)))
}
draw_lines(
    "Kept at the end", "variants", COUNTS, {name: [one["kept"] for one in runs] for name, runs in by_count.items()}
)


# %%
def added(runs):
    """What the first half of the variants adds, and what the second half does."""
    low, middle, high = (one["kept"] for one in runs)
    return middle - low, high - middle


first, second = added(by_count["chunks of 5"])
box(
    "Linear scaling confirmed, up to 100 variants.",
    f"From {COUNTS[0]:,} to {COUNTS[1]:,} variants the chunks of 5 add {mb(first)}, from there to {COUNTS[2]:,} {mb(second)}: twice as "
    f"many variants, {times(second, first)} the memory. With a bound on LanceDB's cache of versions they add {mb(added(by_count['chunks of 5, small cache'])[1])}.",
    "LanceDB keeps what it has read of each version. The list of version *k* has *k* files, so all lists together grow with "
    "the **square** of the adds. A test of 100 variants has 20 adds, and sees nothing of it.",
)
assert second > 2.4 * first
assert added(by_count["chunks of 5, small cache"])[1] < 0.6 * second

# %% [markdown]
# **Exercise 1.** A quadratic sum: with *a* adds it holds some *c·a²*. How many MB would the chunks of 5 keep at four times as
# many variants as in the last measurement, `by_count["chunks of 5"][-1]["kept"]` bytes?

# %% tags=["exercise"]
answer = ...
check(
    answer,
    near(16 * by_count["chunks of 5"][-1]["kept"] / 2**20, 0.3),
    "Four times the adds: sixteen times the memory.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = 16 * by_count["chunks of 5"][-1]["kept"] / 2**20
# ```
# </details>

# %% [markdown]
# ## Cold and warm
#
# The report gives MB for 100 variants: 48.2 at 25, 6.2 at 50, 5.8 at 100. Why should one variant cost a tenth of another?
# We measure one add, first in a fresh process, and then in one that has written a small table before.

# %%
FEW = at_size(small=(25, 100), full=(25, 50, 100))
cold = {count: measured("at once", count)["peak"] for count in FEW}
warm = {count: measured("at once", count, "--warm")["peak"] for count in FEW}
both = {"cold": measured("chunks of 5", 25)["peak"], "warm": measured("chunks of 5", 25, "--warm")["peak"]}
say(
    "| variants | cold, for 100 | warm, for 100 |\n|---:|---:|---:|\n"
    + "\n".join(f"| {count} | {mb(cold[count] * 100 / count)} | {mb(warm[count] * 100 / count)} |" for count in FEW),
    f"And the chunks of 5, with 25 variants: cold {mb(both['cold'] * 4)} for 100, warm {mb(both['warm'] * 4)}.",
)

# %%
box(
    "95.6 % less at 25 variants, 84.2 % on average.",
    f"A fresh process takes {mb(cold[25])} for 25 variants and {mb(cold[100])} for 100. One that has written before takes "
    f"{mb(warm[25])} and {mb(warm[100])}. Chunks of 5 beside one add, both cold: {1 - both['cold'] / cold[25]:.0%} less; "
    f"a warm one beside a cold one: {1 - both['warm'] / cold[25]:.0%} less.",
    "The first write starts what the library needs once: threads, pools, caches. Divided by 25 it looks like a large cost of "
    "each variant. Whoever measures the new way second, in the same process, measures a warm one.",
)
assert cold[25] > 1.5 * warm[25]
assert cold[25] / 25 > 2 * cold[100] / 100
assert both["warm"] < 0.3 * both["cold"]

# %% [markdown]
# ## Whose memory is it?
#
# We let the service with the chunks of 5 stay, and look at it from outside.

# %%
service = Service(PROGRAM, "--serve", "--recipe", "chunks of 5", "--variants", str(COUNTS[-1]), FOLDER)
service.tell("fill")
seen = service.attach()
seen

# %%
alive = service.look()
service.tell("drop")
dropped = service.look()
told = service.tell("trim")
trimmed = service.look()
service.stop()
draw_sizes(
    "The service lets go of its table",
    {
        name: {"RSS": one.rss_bytes, "alive in malloc": one.ledger.malloc_live_bytes}
        for name, one in {"filled": alive, "dropped": dropped, "trimmed": trimmed}.items()
    },
)

# %%
filled, gone = alive.ledger.malloc_live_bytes, dropped.ledger.malloc_live_bytes
holder = next(one for one in seen.heap.owners if one.owner and one.owner.startswith("__main__.OPEN"))
say(
    f"While the table is open, {mb(filled)} are alive in malloc, and `{holder.owner}` holds {mb(holder.retained_bytes)}: the "
    "library's cache of versions. No Python object is that large; `attach` follows the pointers in the memory below each, and "
    "names what all ways to the cache lead through: the database and the table both lead there, and `OPEN` has both.",
    f"When the table is dropped {mb(gone)} are alive, and the RSS has gone from {mb(alive.rss_bytes)} to {mb(dropped.rss_bytes)} "
    f"only: what was a cache is free memory that malloc keeps **now**. `sparsemem.trim()` {told}",
)
assert gone < 0.5 * filled
assert holder.retained_bytes > 0.5 * (filled - gone)
assert trimmed.rss_bytes < dropped.rss_bytes

# %%
box(
    "Aggressive garbage collection, every fifth batch: excellent recovery.",
    f"Waiting for the collector when the service was looked at: {mb(seen.heap.garbage_bytes) if seen.heap else 'unknown'}.",
    "Nothing in this program makes cycles. What was dropped went at once, and what is held is held by a cache.",
)

# %% [markdown]
# ## A bound, and what comes back
#
# With a bound that is near, `sparsemem.budget()` trims, and where that does not help it says so (or raises). When the work
# is done the table is dropped, and a release asked for. Arrow has a **pool** of its own beside malloc: a release asks that
# first.

# %%
BOUND = at_size(small="30MB", full="100MB")


def bounded(recipe):
    """One recipe within the bound: what the budget says, the RSS when the table is dropped, and what a release returns."""
    options = ["--serve", "--recipe", recipe, "--variants", str(VARIANTS), "--budget", BOUND, FOLDER]
    with Service(PROGRAM, *options) as one:
        said = one.tell("fill").partition("; ")[2]
        one.tell("drop")
        return said, mb(one.look().rss_bytes), one.tell("trim").partition(": ")[2]


say(
    "| recipe | the budget | RSS when dropped | a release returned |\n|:---|:---|---:|:---|\n"
    + "\n".join(f"| {name} | {' | '.join(bounded(name))} |" for name in ("at once", "stream"))
)

# %% [markdown]
# **Exercise 2.** Which recipe would you take? Write its name.

# %% tags=["exercise"]
answer = ...
check(
    answer,
    lambda name: name in ("stream", "batches of 250"),
    "A low peak, few files, and a time that is not longer.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# A stream lets the library cut the files as it wants them; batches of some hundreds are nearly as good, and simpler.
#
# ```python
# answer = "stream"
# ```
# </details>

# %% [markdown]
# **What to remember**
#
# - Measure at the size that you will have, and at twice that. A square looks like a line when it is short.
# - Measure each way in a fresh process, and say whether it was warm.
# - Many small writes are not free: each leaves a version, a file, and something in a cache.
# - Stream into the library: give it an iterator of batches of some hundreds, and one `add`.
