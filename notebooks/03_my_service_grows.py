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
# # My service grows
#
# A service answers requests all day, and goes through the orders of the day at night. Its RSS grows, and every few days it
# is killed. Somebody says: it has a memory leak.
#
# It is wrong in four places, and only one of them is a leak. You will find each with another look, mend it, and see in the
# next look what has come back. The four are different illnesses, with different remedies:
#
# | | what it is | where you see it |
# |:---|:---|:---|
# | a leak | alive, and should not be | what grows between two looks, by name |
# | cycles | dead, and not collected | garbage that waits |
# | a cache that is too large | alive, and wanted by nobody | the census of caches |
# | sparse memory | free, and not given back | the gap, and who pins it |

# %%
import classroom
from classroom import ProgramCopy, Service, check, draw_stack, ledger_stack, mb, pick, say, shown, times

from sparsemem.jupyter.cell_account import kept_since

classroom.begin()
REQUESTS = pick("requests between two looks", small=20_000, full=150_000)
ORDERS = pick("orders of a night", small=100_000, full=600_000)
ORIGINAL = "examples/growing_service"
copy = ProgramCopy(ORIGINAL)

# %% [markdown]
# ## The service
#
# It is small, and each of its files is fine by itself.

# %%
shown(f"{ORIGINAL}/service.py", "class Desk", 19)

# %% [markdown]
# We start it, let it work, and look; let it work as much again, and look once more. Both looks are from outside. In
# production you would write `python -m sparsemem attach PID --seconds 600`.


# %%
def two_looks():
    """A day of the service: work, a look, as much work again, a night, and a second look."""
    with Service(copy.path("service.py")) as service:
        service.tell(f"work {REQUESTS}")
        first = service.attach()
        service.tell(f"work {REQUESTS}")
        said = service.tell(f"night {ORDERS}")
        return first, service.attach(), said


first, second, said = two_looks()
print(said)
second

# %% [markdown]
# ## One: what grows between the looks?
#
# Whatever a name held at the first look is subtracted. What is left has been added by the same amount of work. A service that
# has warmed up should add nothing.

# %%
growth = kept_since(first.heap.owners, second.heap.owners)
say(
    "| name | objects | bytes |\n|:---|---:|---:|\n"
    + "\n".join(f"| `{one.owner}` | {one.objects:+,} | {mb(one.live_bytes)} |" for one in growth[:5])
)

# %% [markdown]
# Two things grow. One is called a cache; caches may fill up, and we come to it below. The other one is no cache.
#
# **Exercise 1.** Which attribute of which class leaks? Write it as `"Class.attribute"`.

# %% tags=["exercise"]
answer = ...
check(
    answer, lambda name: name == "AuditLog.lines", "Read the table: which name with much growth has no cache in it?"
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = "AuditLog.lines"
# ```
# </details>

# %%
shown(f"{ORIGINAL}/audit.py", "class AuditLog", 13)

# %% [markdown]
# A line for each request, for ever; the page shows the last hundred. A `deque` with a length forgets the others.

# %%
copy.mend(
    "audit.py",
    ("\n\n\nclass", "\n\nfrom collections import deque\n\n\nclass"),
    ("self.lines = []", "self.lines = deque(maxlen=100)"),
)
stages = {"as it was": (first, second)}
*stages["leak mended"], _said = two_looks()
assert _said == said

# %%


def grown(stage, name):
    """By how much a name grew between the looks of a stage."""
    before, after = (look.heap.owners for look in stages[stage])
    return sum(one.live_bytes for one in kept_since(before, after) if name in one.owner)


leak = [grown(stage, "AuditLog") for stage in stages]
say(f"Growth of `AuditLog.lines` from look to look: {mb(leak[0])} before, {mb(leak[1])} now.")
assert leak[0] > 1_000_000
assert leak[1] < 0.1 * leak[0]

# %% [markdown]
# ## Two: what is dead, and still here?
#
# Python frees an object when nothing refers to it any more. Two objects that refer to each other are not freed in this way:
# a *cycle* waits for the collector. How much waits is in every look, and which line has closed the cycle.

# %%
cycle = max(second.heap.cycles, key=lambda one: one.retained_bytes)
say(
    f"{mb(second.heap.garbage_bytes)} wait, in {cycle.count:,} cycles of the shape `{cycle.shape}`. "
    f"They wait because: *{cycle.waits}*. The line is `{cycle.location.path.rpartition('/')[2]}:{cycle.location.line}`."
)
shown(f"{ORIGINAL}/pages.py", "class Element", 9)
assert second.heap.garbage_bytes > 2_000_000
assert cycle.waits == "collector off"

# %% [markdown]
# Two things are wrong. Somebody has switched the collector off, "because it costs time". And every page is a cycle: a parent
# knows its children, and a child its parent. One could switch the collector on again. It is better to have no cycle: then
# each page goes the moment that it has been rendered, and the collector has nothing to do.
#
# **Exercise 2.** Which module of the standard library has a reference that does not keep what it refers to? Write its name.

# %% tags=["exercise"]
answer = ...
check(answer, lambda name: name == "weakref", "Such a reference is called weak.")

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = "weakref"
# ```
# </details>

# %%
copy.mend(
    "pages.py",
    ("\n\n\nclass", "\n\nimport weakref\n\n\nclass"),
    ("self.parent = parent", "self.parent = weakref.ref(parent) if parent is not None else None"),
)
*stages["cycles mended"], _said = two_looks()
assert _said == said
waiting = [look.heap.garbage_bytes for _, look in stages.values()]
say(f"Garbage that waits at the second look: {mb(waiting[0])} at first, {mb(waiting[-1])} now.")
assert waiting[-1] < 0.1 * waiting[0]

# %% [markdown]
# ## Three: which cache is too large?
#
# The census of caches tells of each: how many entries, how many it may have, and what they hold.

# %%
cache = max(second.heap.caches, key=lambda one: one.retained_bytes)
say(
    f"`{cache.kind}`: {cache.entries:,} entries of at most {cache.bound:,}, {mb(cache.retained_bytes)} held, each for "
    f"{cache.ttl_seconds:,.0f} seconds. Full it would hold {mb(cache.retained_bytes / cache.entries * cache.bound)}."
)
shown(f"{ORIGINAL}/profiles.py", "class Profiles", 6)

# %% [markdown]
# A day is long, and a million entries are many. The bound is there, but it is out of reach: before the cache is full, the
# process is dead. What is it good for? A visitor asks for several pages within minutes. That is how many visitors?
#
# **Exercise 3.** You want to spend 2 MB on this cache. How many entries may it have? Reckon with what the census says.

# %% tags=["exercise"]
answer = ...
right = 2 * 2**20 / (cache.retained_bytes / cache.entries)
check(
    answer, lambda entries: 0.8 * right < entries < 1.2 * right, "Divide what is held by the number of entries first."
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = round(2 * 2**20 / (cache.retained_bytes / cache.entries), -2)
# ```
# </details>

# %%
copy.mend("profiles.py", ("maxsize=1_000_000", "maxsize=3_000"))
*stages["cache mended"], _said = two_looks()
assert _said == said


def cached(look):
    """What the caches of the service hold."""
    return sum(one.retained_bytes for one in look.heap.caches if "TTLCache" in one.kind)


held = [cached(look) for _, look in stages.values()]
say(f"Held by the cache: {mb(held[0])} at first, {mb(held[-1])} now, and it stays there.")
assert held[-1] < 0.4 * held[0]

# %% [markdown]
# ## Four: what is free, and does not go back?
#
# Three of four are mended, and yet a night makes the process large, and it stays so. Nothing is alive that should not be.


# %%
def gap(look):
    """Anonymous RSS less the live heap."""
    return look.looks[-1].moment.gap_bytes


latest = stages["cache mended"][1]
pinner = max((one for one in latest.pinners if one.owner), key=lambda one: one.sole_bytes or 0)
say(
    f"The gap is {mb(gap(latest))}. `{pinner.owner}` alone, {pinner.blocks:,} objects of {mb(pinner.live_bytes)}, keeps "
    f"{mb(pinner.sole_bytes)} of it: {times(pinner.sole_bytes, pinner.live_bytes)} its own size."
)
shown(f"{ORIGINAL}/nightly.py", "def read_orders", 18)
assert pinner.sole_bytes > 5 * pinner.live_bytes

# %% [markdown]
# Each step builds a full list of full copies, and the labels that are put aside lie between them. The remedy is
# to change brackets into parentheses: then one order goes through all steps before the next.

# %%
copy.mend(
    "nightly.py",
    ('return [{"number"', 'return ({"number"'),
    ("for number in range(count)]", "for number in range(count))"),
    ('return [{**order, "label"', 'return ({**order, "label"'),
    ("order {order['number']:08d}\"} for order in orders]", "order {order['number']:08d}\"} for order in orders)"),
    ('return [{**order, "cents"', 'return ({**order, "cents"'),
    ("% 90_000} for order in orders]", "% 90_000} for order in orders)"),
)
*stages["sparse memory mended"], _said = two_looks()
assert _said == said
gaps = [gap(look) for _, look in stages.values()]
say(f"The gap after the night: {mb(gaps[-2])} before, {mb(gaps[-1])} now.")
assert gaps[-1] < 0.4 * gaps[-2]

# %% [markdown]
# ## All in one picture

# %%
draw_stack(
    "The second look, after each mending",
    {name: ledger_stack(look.looks[-1].moment) for name, (_, look) in stages.items()},
)

# %%
rss = [look.looks[-1].moment.rss_bytes for _, look in stages.values()]
say(
    "| | growth of the leak | garbage that waits | held by the cache | gap | RSS |\n|:---|---:|---:|---:|---:|---:|\n"
    + "\n".join(
        f"| {name} | {mb(grown(name, 'AuditLog'))} | {mb(look.heap.garbage_bytes)} | {mb(cached(look))} | {mb(gap(look))} | "
        f"{mb(look.looks[-1].moment.rss_bytes)} |"
        for name, (_, look) in stages.items()
    )
)
assert rss[-1] < 0.6 * rss[0]

# %% [markdown]
# Each mending has moved its own column, and left the others nearly alone. That is why the first question is not "where is
# the leak?" but "which of the four is it?".

# %% [markdown]
# ## Could one have seen it beforehand?
#
# `review` reads the source, and runs nothing.

# %%
# reviewed = %sparsemem review $ORIGINAL
reviewed

# %%
codes = {finding.code for finding in reviewed.findings}
say(f"It finds {len(codes)} of the four: {', '.join(sorted(codes))}.")
assert codes >= {"SM201", "SM213", "SM221"}

# %% [markdown]
# **Exercise 4.** Which of the four does it not find, and only a look at the running service does? Write `"leak"`, `"cycles"`,
# `"cache"` or `"sparse"`.

# %% tags=["exercise"]
answer = ...
check(
    answer,
    lambda name: name == "leak",
    "SM201 is a chain of containers, SM213 a bound out of reach, SM221 a parent link.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# A list that is appended to is what programs are made of. Whether it is ever shortened, and how often it is appended to, is
# not in the source of one file.
#
# ```python
# answer = "leak"
# ```
# </details>

# %% [markdown]
# ## With the checklist
#
# [CHECKLIST.md](../CHECKLIST.md) has the questions for a review by people. `review --checklist` answers what can be answered by
# reading, and leaves the rest to you. What is left open here is what a reviewer has to ask the author.

# %%
# %sparsemem review --checklist $ORIGINAL

# %% [markdown]
# ## What to remember
#
# - Growth between two looks, by name, finds leaks. One look cannot.
# - Garbage that waits is no leak. Break the cycle, or let the collector run.
# - A bound that is never reached is no bound.
# - What is free and stays is sparse memory. Look at what was copied, not at what is kept.
# - Mend one thing at a time, and look again.
