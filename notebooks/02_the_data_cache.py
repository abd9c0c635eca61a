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
# # The data cache: 10 GB for 1 GB
#
# Somebody had written a data caching program. It read a database, made Python's own types of the rows, kept them in
# dicts, and had a few look-up tables for speed. About 1 GB was expected, and 2 GB at the peak. The profilers agreed. But
# the operating system said 10 GB, and 20 GB at the peak.
#
# Here is such a program. It is a tenth of that size or less, so that it runs anywhere. The ratios are the same.
#
# What you need to know beforehand: nothing. The words *arena* and *pool* are explained in
# [the first lesson](01_what_is_sparse_memory.ipynb); here it is enough that **Python gives memory back to the system in
# pieces of 1 MB, and only pieces that are wholly empty**.

# %%
import json
from pathlib import Path

import classroom
from classroom import (
    Service,
    arenas_by_type,
    at_size,
    box,
    check,
    draw_lines,
    draw_sizes,
    draw_stack,
    heap_map,
    ledger_stack,
    mb,
    near,
    pick,
    python,
    say,
    scratch,
    shown,
    times,
)

classroom.begin()
PROGRAM = "examples/data_cache/service.py"
ROWS = pick("products at 1x", small=3_000, full=40_000)
MOST = 4 * ROWS
DATABASE = scratch("shop.sqlite")
python("examples/data_cache/database.py", DATABASE, str(MOST))
say(f"The database is a file of {mb(Path(DATABASE).stat().st_size)}, with {MOST:,} products of 20 columns.")

# %% [markdown]
# ## The program
#
# Each step has a name. Each takes a list of dicts, and gives a list of new dicts. Everybody can read it, and it passes
# every review.

# %%
shown("examples/data_cache/loaders.py", "def chain", 12)

# %% [markdown]
# At the end, seven of the twenty columns become a `Product`, and the products stand in three look-up tables. The lists
# and dicts are dropped.

# %% [markdown]
# ## What the profilers say
#
# One product in ten is for sale, and only these are kept. We load the cache, and ask four tools, each in a process of
# its own, what it takes.

# %%
TOOLS = ("nothing", "tracemalloc", "pympler", "objgraph", "memray")
told = {tool: json.loads(python("notebooks/classroom/profiled_load.py", tool, DATABASE, str(MOST))) for tool in TOOLS}
KNOWS = {
    "nothing": "",
    "tracemalloc": "which line allocated what is alive",
    "pympler": "how large one object is with all in it",
    "objgraph": "how many there are, and who refers to them",
    "memray": "whose copies are alive together at the peak",
}
CANNOT = {
    "nothing": "",
    "tracemalloc": "the RSS: it sees what Python asked for, not what it holds",
    "pympler": "what is no object: free memory is none",
    "objgraph": "bytes of any kind",
    "memray": "what of an arena is alive: it counts each whole one, on the line that happened to open it",
}
say(
    "| tool | RSS of its process | alive, it says | at the peak, it says | at its best | it cannot say |\n"
    "|:---|---:|---:|---:|:---|:---|\n"
    + "\n".join(
        f"| {tool} | {mb(one['rss_bytes'])} | {mb(one['live_bytes']) if 'live_bytes' in one else ''} | "
        f"{mb(one['peak_bytes']) if 'peak_bytes' in one else ''} | {KNOWS[tool]}"
        f"{': `' + one['best'] + '`' if 'best' in one else ''} | {CANNOT[tool]} |"
        for tool, one in told.items()
    )
)
plain, traced = told["nothing"], told["tracemalloc"]
assert {one["products"] for one in told.values()} == {MOST // 10}
assert plain["rss_bytes"] > 8 * traced["live_bytes"]

# %%
say(
    f"Two tools agree on what is alive: {mb(traced['live_bytes'])} and {mb(told['pympler']['live_bytes'])}. "
    f"The process holds {mb(plain['rss_bytes'])}.",
    f"A third says {mb(told['memray']['live_bytes'])}. It is not wrong: memray watches who asks the system for memory, "
    "and sees Python ask for whole arenas. It cannot see that they are nearly empty.",
    "None of them lies, and none of them can tell where the rest is. That is the question of this lesson.",
)

# %% [markdown]
# ## One, two, three, four times the data
#
# The report's own advice is good: *double, triple and quadruple the data, and see whether both grow in proportion*. That
# is what `scan` does.

# %%
# active = %sparsemem_scan --quick $PROGRAM -- --keep active --rows {$ROWS} $DATABASE
active

# %% [markdown]
# The same once more with all products kept. Now ten times as much is alive.

# %%
# everything = %sparsemem_scan --quick $PROGRAM -- --keep all --rows {$ROWS} $DATABASE
everything.verdict

# %%
SCALES = active.plan.scales


def at_end(report, what):
    """One figure of the end of each run, by scale."""
    return [getattr(run.moments.end, what) for run in report.runs]


draw_lines(
    "The data cache: what is held, and what of it is alive",
    "times the data",
    SCALES,
    {
        "RSS, all kept": at_end(everything, "rss_bytes"),
        "RSS, one in ten kept": at_end(active, "rss_bytes"),
        "live heap, all kept": at_end(everything, "live_bytes"),
        "live heap, one in ten kept": at_end(active, "live_bytes"),
    },
)

# %% [markdown]
# Both lines are straight. The upper ones do not come near the lower ones: the gap grows with the data. That is the mark
# of sparse memory. The two upper lines are nearly one: **how much is kept hardly matters, how much was copied does.**


# %%
def grown(report):
    """How much RSS and how much live heap the data from the first to the last scale have added."""
    held, live = at_end(report, "rss_bytes"), at_end(report, "live_bytes")
    return held[-1] - held[0], live[-1] - live[0]


(held_all, live_all), (held_active, live_active) = grown(everything), grown(active)
say(
    f"From {SCALES[0]}x to {SCALES[-1]}x, with all kept, the RSS rose by {mb(held_all)} and the live heap by {mb(live_all)}: "
    f"**{times(held_all, live_all)}**. With one in ten kept they rose by {mb(held_active)} and {mb(live_active)}: "
    f"**{times(held_active, live_active)}**. (What an interpreter and its modules take is in all runs, so it is in none of "
    "these differences.)"
)
assert {active.verdict, everything.verdict} == {"sparse"}
assert held_all > 5 * live_all
assert held_active > 20 * live_active
for report in (active, everything):
    gaps = at_end(report, "gap_bytes")
    assert 2.5 < gaps[-1] / gaps[0] < 6

# %%
box(
    "Memory usage was over 10 GB where 1 GB was expected: ten times.",
    f"{times(held_all, live_all)} with all products kept, {times(held_active, live_active)} with one in ten.",
    "The report is right. The factor is no constant of Python's: it is what was copied, over what is kept.",
)

# %% [markdown]
# **Exercise 1.** The program is to load twice as much: 8 times the data of 1x, all kept. What will the RSS be at its end,
# in MB? Read it off the picture, or reckon.

# %% tags=["exercise"]
answer = ...
rss = at_end(everything, "rss_bytes")
check(
    answer,
    near((rss[-1] + (rss[-1] - rss[0]) / (SCALES[-1] - SCALES[0]) * 4) / 2**20, 0.15),
    "Each further 1x of the data adds the same amount of RSS.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# A straight line goes on: from 1x to 4x it rose by a third of that for each 1x, and there are four more.
#
# ```python
# rss = at_end(everything, "rss_bytes")
# answer = (rss[3] + 4 * (rss[3] - rss[0]) / 3) / 2**20
# ```
# </details>

# %% [markdown]
# ## As the service that it is
#
# In life nobody restarts it to scan it. It runs, and it also has a cache with a time limit (a `TTLCache` of the package
# cachetools), which holds the full records "for a while". We start it, and look at it from outside. It is not stopped,
# and nothing in it is changed.

# %%
service = Service(PROGRAM, "--ttl", "--rows", str(MOST), "--serve", DATABASE)
print(service.said)
before = service.attach()
before

# %%
full = next(cache for cache in before.heap.caches if "TTLCache" in cache.kind)
say(
    f"One cache of kind `{full.kind}` has {full.entries:,} entries, and is bounded at {full.bound:,}: a bound that is out "
    f"of reach. It holds {mb(full.retained_bytes)}, more than all else that is alive. The service needs the tables; who "
    "asks for full records, and how often?"
)
assert full.entries == MOST
assert full.retained_bytes > 0.5 * before.looks[-1].moment.live_bytes

# %% [markdown]
# ## Clear the cache, and look again
#
# The report says that removing this cache *immediately released 1 GB of memory*. So let us clear it, in the service that
# runs.

# %%
service.tell("expire")
after = service.attach()
pair = before.looks[-1].moment, after.looks[-1].moment
fell_live, fell_held = (getattr(pair[0], what) - getattr(pair[1], what) for what in ("live_bytes", "anonymous_bytes"))
draw_stack(
    "Before and after the TTL cache was cleared", {"before": ledger_stack(pair[0]), "after": ledger_stack(pair[1])}
)

# %%
say(
    f"The live heap fell by {mb(fell_live)}. The RSS, without its mapped files, fell by {mb(fell_held)}. What the records took "
    "is free now, and it stays: the products that were made between them are still there."
)
assert fell_live > 0.6 * full.retained_bytes
assert fell_held < 0.5 * fell_live

# %%
service.tell("trim")
trimmed = service.look()
box(
    "After removing the extra TTL cache, it immediately released 1 GB of memory.",
    f"Clearing it freed {mb(fell_live)} of live memory and {mb(fell_held)} of RSS. A collection and a `malloc_trim` then "
    f"returned {mb(pair[1].rss_bytes - trimmed.rss_bytes)} more.",
    "A program that is written without the cache is smaller, as the report says. A cache that is emptied while the program "
    "runs leaves holes. Take it out of the code, and restart.",
)

# %% [markdown]
# ## The map
#
# Each square is an arena of 1 MB. The darker a cell is, the fuller. A defragmenter would have work here; Python has none,
# for its objects cannot be moved.

# %%
heap_map(service.pid)

# %% [markdown]
# ## Who holds the arenas
#
# Each step of the chain has left its own kind of survivor. `fetchall` made the numbers. `parsed` made the amounts and
# the moments. `cleaned` made the texts. The last step made the products. So we count, for each type, in how many arenas
# something of it is alive.

# %%
STEPS = {
    "int": "fetchall: the row",
    "decimal.Decimal": "parsed: text to amounts",
    "datetime.datetime": "parsed: text to moments",
    "str": "cleaned: no spaces, no capitals",
    "Product": "the tables",
}
pinned = arenas_by_type(service.pid, *STEPS)
service.stop()
say(
    "| step | leaves | objects | alive | in arenas | free memory in them |\n|:---|:---|---:|---:|---:|---:|\n"
    + "\n".join(
        f"| {STEPS[row['type']]} | `{row['type']}` | {row['objects']:,} | {mb(row['live'])} | {row['arenas']:,} | "
        f"{mb(row['free'])} |"
        for row in pinned
    )
)
assert all(row["arenas"] > 5 for row in pinned)

# %% [markdown]
# The arenas are shared, so the last column must not be added up. It shows something else: no single type is guilty. Make
# only the texts anew, and the numbers still hold their arenas.

# %% [markdown]
# ## The rewrite, in steps
#
# All variants give the same tables. A digest over all products proves it.
#
# 1. **rebinding**: one name, `data = [... for record in data]`, so that each step's input can go early.
# 2. **fetchall**: generators, behind a library that can only return the whole result, as the report had to accept.
# 3. **cursor**: generators all the way. One row is fetched, converted and handed on before the next.
# 4. **coroutines**: the same the other way round. A row is sent through the steps, to each table that wants it.
# 5. **columns**: the cursor once more. What is left then is the products themselves: each is an object with seven others
#    in it, and three entries in tables. So they are kept as columns, an array for each attribute, and a product is made
#    when somebody asks for it.

# %%
shown("examples/data_cache/loaders.py", "def _stream", 7)
shown("examples/data_cache/columns.py", "    def _append", 11)


# %%
def measured(*options):
    """Load once in a process of its own: its digest, its peak, and what it holds at the end."""
    with Service(PROGRAM, *options, "--rows", str(MOST), "--serve", DATABASE) as one:
        moment = one.look()
        return {"said": one.said, "peak": one.peak(), "end": moment.rss_bytes, "live": moment.live_bytes}


VARIANTS = ("chain", "rebinding", "fetchall", "cursor", "coroutines", "columns")
loaded = {name: measured("--load", name) for name in VARIANTS}
(said,) = {one["said"] for one in loaded.values()}
print(said, "- from each variant")
draw_sizes(
    "All products kept",
    {name: {"peak": one["peak"], "end": one["end"], "alive at the end": one["live"]} for name, one in loaded.items()},
)

# %%
chain, fetchall, cursor, columns = (loaded[name] for name in ("chain", "fetchall", "cursor", "columns"))
say(
    f"Rebinding saves {1 - loaded['rebinding']['end'] / chain['end']:.0%} of the RSS at the end: two copies are alive at a "
    "time instead of five, but each is still a full copy.",
    f"Generators behind `fetchall` bring it from {mb(chain['end'])} to {mb(fetchall['end'])}: {times(chain['end'], fetchall['end'])} "
    "less.",
    f"Generators from the cursor bring it to {mb(cursor['end'])}, {times(chain['end'], cursor['end'])} less at the end and "
    f"{times(chain['peak'], cursor['peak'])} less at the peak. The interpreter itself is in both numbers.",
    f"Where is the rest? With the cursor {mb(cursor['live'])} of {mb(cursor['end'])} are alive, and most of the others are the "
    f"interpreter's files: the holes are gone, and what can still be saved is the objects. As columns {mb(columns['live'])} are alive, and the process holds "
    f"{mb(columns['end'])}, **{times(chain['end'], columns['end'])} less than the chain**. The price is time: a product is made "
    "anew for each question.",
)
empty = active.runs[-1].moments.start.rss_bytes
assert loaded["rebinding"]["end"] < 0.95 * chain["end"]
assert fetchall["end"] < 0.7 * chain["end"]
assert cursor["end"] < 0.45 * chain["end"]
assert cursor["peak"] < 0.45 * chain["peak"]
assert columns["live"] < 0.7 * cursor["live"]
assert columns["end"] < at_size(small=0.35, full=0.1) * chain["end"]

# %% [markdown]
# ## Every night a refresh
#
# A cache is loaded again and again, and the old tables stay until the new ones are there. How high is the peak, and does
# it grow from night to night?

# %%
NIGHTS = (0, 1, 2, 3)


def refreshed(name):
    """The RSS after each refresh, and the peak of each, in a service that runs."""
    with Service(PROGRAM, "--load", name, "--rows", str(MOST), "--serve", DATABASE) as one:
        ends, peaks = [one.look().rss_bytes], [one.peak()]
        for _ in NIGHTS[1:]:
            one.reset_peak()
            one.tell("refresh")
            ends.append(one.look().rss_bytes)
            peaks.append(one.peak())
        return ends, peaks


nights = {name: refreshed(name) for name in ("chain", "cursor")}
draw_lines(
    "Four loads of one service",
    "refresh",
    NIGHTS,
    {f"{name}, {what}": nights[name][place] for name in nights for place, what in ((1, "peak"), (0, "afterwards"))},
)

# %%
(chain_ends, chain_peaks), (cursor_ends, cursor_peaks) = nights["chain"], nights["cursor"]
say(
    f"With the chain the RSS goes from {mb(chain_ends[0])} to {mb(chain_ends[-1])} in three refreshes, and the highest peak is "
    f"{mb(max(chain_peaks))}. The holes of one night are used by the next: it is large, but it does not grow for ever. "
    "**This is no leak.**",
    f"With the cursor the highest peak of a refresh is {mb(max(cursor_peaks))}: "
    f"{times(max(chain_peaks), max(cursor_peaks))} less.",
)
assert max(cursor_peaks) < 0.5 * max(chain_peaks)
assert chain_ends[-1] < 2 * chain_ends[0]

# %% [markdown]
# ## When the chain has to stay
#
# Sometimes the code is not yours. Then its holes can be left to another process, or be closed afterwards. Here one
# product in ten is kept, for that is where it matters.
#
# - **child**: another process runs the chain, sends what is kept, and ends. Its holes end with it.
# - **pickle**: one large block of bytes is made of the tables, everything is dropped, and the tables are made anew.
# - **compact**: each product is copied when the records are gone.

# %%
around = {
    name: measured("--load", name, "--keep", "active") for name in ("chain", "child", "pickle", "compact", "cursor")
}
assert len({one["said"] for one in around.values()}) == 1
draw_sizes(
    "One product in ten kept",
    {name: {"peak": one["peak"], "end": one["end"], "alive at the end": one["live"]} for name, one in around.items()},
)

# %%
say(
    f"A child leaves {mb(around['child']['end'])}, as good as the stream ({mb(around['cursor']['end'])}), and its own peak is "
    "another process's; it is still paid for while it runs. "
    f"Pickling leaves {mb(around['pickle']['end'])}, copying {mb(around['compact']['end'])}, and the peak stays at "
    f"{mb(around['pickle']['peak'])} with both."
)
assert around["child"]["end"] < 0.5 * around["chain"]["end"]
assert around["pickle"]["end"] < 0.7 * around["chain"]["end"]
assert around["compact"]["end"] < around["chain"]["end"]

# %% [markdown]
# And without a line of new code? `whatif` runs the program under one setting of its allocators after the other, with its
# own output as the proof that nothing else has changed. Here are a few; without `--only` it tries all it can find.

# %%
# settings = %sparsemem whatif --quick --scales 1,4 --only PYTHONMALLOC,tuned,eager $PROGRAM -- --keep active --rows {$ROWS} $DATABASE
settings

# %%
rows = {row.name: row for row in settings.rows if row.end_rss_bytes is not None}
as_is = rows["as is"]
least = min(rows.values(), key=lambda row: row.end_rss_bytes)
say(
    f"The best of {len(rows)} rows, *{least.name}*, leaves {mb(least.end_rss_bytes)} of {mb(as_is.end_rss_bytes)}. The stream "
    f"leaves {mb(around['cursor']['end'])}, and no setting lowers the peak, for the copies are really there. A setting is for "
    "the time until the code is changed."
)
assert around["cursor"]["end"] < least.end_rss_bytes
assert all(row.peak_rss_bytes > 1.5 * around["cursor"]["peak"] for row in rows.values())

# %% [markdown]
# **Exercise 2.** The database library can only return the whole result, the pod has a limit, and the peak is what kills
# it. Which one of the variants above has the lowest peak *of its own process*, and does not need a cursor that streams?
# Write its name.

# %% tags=["exercise"]
answer = ...
check(answer, lambda name: name == "child", "Look at the peaks in the last picture, and leave out `cursor`.")

# %% [markdown]
# <details><summary>A solution</summary>
#
# The loader in a child process. But count well: the pod holds both processes, so its limit must hold the child's peak as
# well, for as long as it runs.
#
# ```python
# answer = "child"
# ```
# </details>

# %% [markdown]
# ## What became of the report's figures

# %%
start = mb(empty)
box(
    "2 GB steady and 4 GB at the peak in the end, from 10 GB and 20 GB: five times less.",
    f"{mb(chain['end'])} steady became {mb(cursor['end'])}, {times(chain['end'], cursor['end'])} less; the peak of a refresh went "
    f"from {mb(max(chain_peaks))} to {mb(max(cursor_peaks))}. With one in ten kept, {mb(around['chain']['end'])} became "
    f"{mb(around['cursor']['end'])}, {times(around['chain']['end'], around['cursor']['end'])} less. An empty interpreter is {start} of "
    "each.",
    "The report stopped at `fetchall`, because of its library. A cursor that streams goes further, and columns further "
    f"still: {mb(columns['end'])}, {times(chain['end'], columns['end'])} less. At full size the interpreter weighs less, and the "
    "ratios are higher.",
)

# %%
box(
    "Memory goes back when all of a *page* is unused; a single byte on a page keeps it.",
    "In the table above a few MB of survivors keep all arenas.",
    "It is worse than that. Python's small objects live in *arenas* of 1 MB, which are 256 pages, and an arena goes back only "
    "as a whole. The pages are what malloc gives back, which has the larger blocks.",
)

# %% [markdown]
# **What to remember**
#
# - The gap between live heap and RSS, over 1x to 4x of the data, tells sparse memory from a leak and from plain need.
# - What was copied makes the peak; what survives among the copies keeps it.
# - A cache that is cleared frees objects, not memory. Do not build it.
# - Stream from the source to the sink. Where the source cannot stream, let a child process do it.
# - When the holes are gone, what is left is the objects. If that is still too much, keep columns.
