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
# # What is sparse memory?
#
# A process holds 10 GB. All its objects together take 1 GB. Nothing leaks. How can that be?
#
# In a quarter of an hour you will see it happen on your own machine, and see why, and see it not happen.

# %%
import tracemalloc

import classroom
from classroom import (
    Service,
    box,
    check,
    draw_arena,
    draw_lines,
    draw_stack,
    heap_map,
    ledger_stack,
    mb,
    near,
    pick,
    say,
    shown,
    times,
)

classroom.begin()
ROWS = pick("orders", small=150_000, full=1_000_000)

# %% [markdown]
# ## Two numbers
#
# The system counts **pages**: pieces of memory of 4 kB. Those of a process that are in memory now are its *resident set
# size*, **RSS**. That is what `top` shows, what a pod is limited by, and what you pay for.
#
# You count **objects**. All that are alive together are the **live heap**.
#
# We start a small process, and ask for both.

# %%
CHAIN = "notebooks/classroom/chain.py"
service = Service(CHAIN)
fresh = service.look()
say(
    f"It holds {mb(fresh.rss_bytes)} of RSS. Of that, {mb(fresh.ledger.file_bytes)} are files: the interpreter and its "
    f"libraries. Its own memory is {mb(fresh.anonymous_bytes)}, and {mb(fresh.live_bytes)} of it are alive. That is "
    f"{times(fresh.anonymous_bytes, fresh.live_bytes)}: all is well."
)
fresh_ratio = fresh.anonymous_bytes / fresh.live_bytes
assert fresh_ratio < 2

# %% [markdown]
# ## Blocks, pools, arenas
#
# An object does not ask the system for memory. A page would be far too large for it. Python takes memory from the system
# in large pieces, and cuts them up itself:
#
# - a **block** is for one small object, of at most 512 bytes;
# - a **pool** is 16 kB, cut into blocks of one size;
# - an **arena** is 1 MB, cut into 64 pools.
#
# (Larger objects are malloc's, the C library's. It has rules of its own.)

# %%
draw_arena()

# %% [markdown]
# In this picture three of the 64 pools have a live object in them. The other 61 are empty. **The whole arena stays.**
# Python gives arenas back, and nothing smaller.
#
# **Exercise 1.** How many of the 64 pools of an arena must be empty, so that the arena goes back to the system?

# %% tags=["exercise"]
answer = ...
check(answer, lambda pools: pools == 64, "Python gives back whole arenas only.")

# %% [markdown]
# <details><summary>A solution</summary>
#
# All of them. A single live block, of 16 bytes, is enough to keep 1 MB.
#
# ```python
# answer = 64
# ```
# </details>

# %% [markdown]
# ## The map
#
# This is the heap of the process that we have started. It is read from outside; the process does not notice. Each square is
# an arena, each cell a pool. Dark is full.

# %%
heap_map(service.pid)

# %% [markdown]
# ## A chain of conversions
#
# Now the process does something ordinary. It reads orders, gives each a name, and gives each a price. Each step makes a
# new list of new dicts. Then it keeps a name, one in two hundred, and drops everything else.

# %%
shown("notebooks/classroom/chain.py", "def chain", 6)
said = service.tell(f"chain {ROWS}")
print(said)

# %%
heap_map(service.pid)

# %% [markdown]
# Nearly all cells are light: they are empty. The small marks are the names that are kept. They are in nearly every
# square, so that no square can go.
#
# This is **sparse memory**: few live objects, spread over much memory, none of which can go back.

# %%
chained = service.look()
draw_stack("One process, before and after the chain", {"before": ledger_stack(fresh), "after": ledger_stack(chained)})

# %%
names = int(said.split()[0].replace(",", ""))
grew_live, grew_held = (getattr(chained, what) - getattr(fresh, what) for what in ("live_bytes", "anonymous_bytes"))
say(
    f"{names:,} names are kept, and the live heap is {mb(grew_live)} larger than before. The process holds "
    f"{mb(grew_held)} more. That is **{times(grew_held, grew_live)}**."
)
assert names == ROWS // 200
assert grew_held > 10 * grew_live
assert chained.gap_bytes > 2 * chained.live_bytes

# %% [markdown]
# ## Is it a leak?
#
# A leak is memory that is alive and should not be, and it grows. So let a process do the same again, and again: here with
# fewer orders, and 24 times.

# %%
TIMES = range(1, 25)
with Service(CHAIN) as again:
    held = []
    for _ in TIMES:
        again.tell("chain 30000")
        held.append(again.look().rss_bytes)
draw_lines("The same chain, 24 times in one process", "times the chain has run", TIMES, {"RSS": held})

# %%
half = len(held) // 2
say(
    f"From the first to the time {half} it grew by {mb(held[half - 1] - held[0])}, and from there to the last by "
    f"{mb(held[-1] - held[half - 1])}. Names are left in other places each time, until there are holes enough for a whole "
    "chain: then they are used again by the next one. It is large, but it does not grow without end: **no leak**."
)
assert held[-1] < 1.05 * held[half - 1]
assert held[-1] < 2 * held[0]

# %% [markdown]
# ## Who keeps it?
#
# `attach` reads the process from outside, and names who has something alive among the free memory. *Keeps* is its part of
# the free memory around it. *Alone* is what would go back if that one name were cleared, and nothing else.

# %%
seen = service.attach()
seen

# %%
say(
    "| who | alive | keeps | alone |\n|:---|---:|---:|---:|\n"
    + "\n".join(
        f"| `{one.owner}`: {one.type} | {mb(one.live_bytes)} | {mb(one.share_bytes)} | {mb(one.sole_bytes)} |"
        for one in seen.pinners[:4]
        if one.owner
    )
)

# %%
before_it = service.look()
service.tell("forget")
forgotten = service.look()
gone = before_it.rss_bytes - forgotten.rss_bytes

# %% [markdown]
# The cell above has cleared the list `KEPT` in the process. It does not tell what came of it.
#
# **Exercise 2.** How many MB has that returned to the system? The answer stands in what `attach` found before.

# %% tags=["exercise"]
answer = ...
check(answer, near(gone / 2**20, 0.3), "Look for `KEPT` in the table, and read the column *alone*.")

# %% [markdown]
# <details><summary>A solution</summary>
#
# The bytes that go back with `KEPT` alone. Here they are read from the record; you may have read them from the table.
#
# ```python
# answer = sum(one.sole_bytes for one in seen.pinners if one.owner and "KEPT" in one.owner) / 2**20
# ```
# </details>

# %%
say(
    f"It was {mb(gone)}, and the names themselves were {mb(grew_live)} or so. The RSS is {mb(forgotten.rss_bytes)} now."
)
assert gone > 0.4 * (before_it.rss_bytes - fresh.rss_bytes)

# %% [markdown]
# ## Why a profiler does not show it
#
# We run the chain once more, in a process in which Python's own `tracemalloc` notes every allocation.

# %%
with Service(CHAIN, PYTHONTRACEMALLOC="1") as watched:
    start = int(watched.tell("traced"))
    watched.tell(f"chain {ROWS}")
    alive = int(watched.tell("traced"))
say(
    f"The profiler says that {mb(alive - start)} were added, and that is right: so much is *alive*. The other "
    f"{mb(grew_held - grew_live)} are not alive. They are nobody's. A profiler of objects counts objects, and free memory is no object."
)
assert alive - start < 0.2 * grew_held

# %%
box(
    "*If profilers say that your program uses little and the operating system says a lot, it is sparse memory.*",
    f"Here the profiler says {mb(alive - start)}, and the ledger says that {mb(ledger_stack(chained)['free, in arenas that something pins'])} "
    f"are free in pinned arenas, and {mb(ledger_stack(chained)['free, and kept by malloc'])} are free in malloc.",
    "It often is, but there are other gaps: memory that malloc keeps and would return, pools of libraries, mapped files. The "
    "ledger tells them apart; each has another remedy.",
)

# %% [markdown]
# ## The same with generators
#
# The steps are the same. But each hands on one order before it takes the next. There is never a second order, so there is
# nothing for the names to lie between.

# %%
shown("notebooks/classroom/chain.py", "def stream", 3)
streaming = Service(CHAIN)
print(streaming.tell(f"stream {ROWS}"))
streamed = streaming.look()
peak_of = {"chain": service.peak(), "stream": streaming.peak()}
heap_map(streaming.pid)

# %%
streaming.stop()
service.stop()
draw_stack(
    "The same names are kept",
    {"fresh": ledger_stack(fresh), "stream": ledger_stack(streamed), "chain": ledger_stack(chained)},
)

# %%
say(
    f"The stream ends at {mb(streamed.rss_bytes)}, and never had more than {mb(peak_of['stream'])}. The chain ended at "
    f"{mb(chained.rss_bytes)}."
)
assert streamed.anonymous_bytes - fresh.anonymous_bytes < 0.15 * grew_held

# %% [markdown]
# ## In this very notebook
#
# `%%sparsemem` at the head of a cell tells what the cell does to the memory of the notebook's own process. Here is a
# chain again; what it leaves behind stays until you restart the kernel.


# %%
def numbers(count):
    """Texts of numbers, as they come from somewhere."""
    for number in range(count):
        yield f"{number:012d}"


def chained_numbers(count):
    """Three lists, and one text in five hundred kept."""
    texts = list(numbers(count))
    stripped = [text.lstrip("0") + " " for text in texts]
    quoted = [f"'{text}'" for text in stripped]
    return quoted[::500]


# %%
# %%sparsemem account
TEXTS = chained_numbers(4 * ROWS)

# %%
say(
    f"At its peak the cell took {mb(account.peak_growth_bytes)}. {mb(account.rss_growth_bytes)} have stayed, and "
    f"{mb(max(account.live_growth_bytes, 0))} of new objects are alive."
)
assert account.gap_growth_bytes > 3 * max(account.live_growth_bytes, 1)

# %% [markdown]
# **Exercise 3.** Write `streamed_numbers(count)`, which returns the same list as `chained_numbers`, and builds no other
# list on the way. (`itertools.islice(stream, 0, None, 500)` gives each five hundredth.)

# %% tags=["exercise"]
answer = ...  # the name of your function


def is_a_stream(function):
    """The same result, with a tenth of the live heap at its peak."""
    peaks = {}
    for one in (chained_numbers, function):
        tracemalloc.start()
        result = one(50_000)
        peaks[one] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert list(result) == chained_numbers(50_000), "the result is another one"
    return peaks[function] < 0.1 * peaks[chained_numbers]


check(
    answer,
    is_a_stream,
    "It gives the right result, but something is still built whole. Look for `list(` and `[... for`.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# The brackets become parentheses, and the slice becomes `islice`.
#
# ```python
# from itertools import islice
#
#
# def streamed_numbers(count):
#     stripped = (text.lstrip("0") + " " for text in numbers(count))
#     quoted = (f"'{text}'" for text in stripped)
#     return list(islice(quoted, 0, None, 500))
#
#
# answer = streamed_numbers
# ```
# </details>

# %% [markdown]
# ## What to remember
#
# - **RSS** is what the system gave. The **live heap** is what your objects take. Their difference is the **gap**.
# - Python gives back whole arenas. One small survivor keeps 1 MB.
# - Chains of full copies, with a few survivors among them, make sparse memory.
# - Streams do not: there is nothing to survive among.
# - A profiler counts objects. The gap has none.
#
# Next: [a data cache that holds ten times its data](02_the_data_cache.ipynb), and
# [a service that grows in four places](03_my_service_grows.ipynb).
