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
# # The importer: a bound on memory, whatever the input
#
# A program counts pairs of words in the files of a book corpus, and writes the counts into a store. With all of English
# it was killed at a heap of 33.79 GB. Its authors wrote down fifteen optimisations, and why each should help. Theirs is
# written in Rust; here is the same importer in Python. Which of the fifteen apply, and what does each give?
#
# What you need to know beforehand: nothing. An **overlay** is what has been counted and not yet been written.

# %%
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from statistics import median

import classroom
from classroom import (
    Service,
    at_size,
    box,
    check,
    draw_lines,
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

classroom.begin()
PROGRAM = "examples/ngram_importer/importer.py"
FOLDER = scratch("ngrams")
NGRAMS = pick("spellings in a file", small=20_000, full=150_000)
FILES = (1, 2, 4)
SIZE = ("--ngrams", str(NGRAMS))
python("examples/ngram_importer/corpus.py", *SIZE, "--files", str(FILES[-1]), FOLDER)
files = sorted(Path(FOLDER).glob("*.gz"))
say(f"{len(files)} files, {mb(sum(path.stat().st_size for path in files))} in all, compressed.")

# %% [markdown]
# ## As it is first written
#
# A dict of tuples of words. All files are counted into it, and at the end it is written in one transaction.

# %%
shown("examples/ngram_importer/overlays.py", "class TupleOverlay", 12)

# %% [markdown]
# Does its memory grow with the data? That is what `scan` is for: one, two, three, four files.

# %%
# first = %sparsemem_scan --quick $PROGRAM -- --overlay tuples --chunk 0 --ngrams $NGRAMS --files {1} $FOLDER
first

# %%
ends, starts = first.runs[-1].moments.end, first.runs[0].moments.end
assert first.verdict == "sparse"
assert ends.gap_bytes > 2 * starts.gap_bytes
assert ends.live_bytes < 0.6 * ends.anonymous_bytes
say(
    f"At {first.plan.scales[-1]}x the process ends with {mb(ends.anonymous_bytes)} of anonymous memory, of which "
    f"{mb(ends.live_bytes)} is alive. The verdict is **{first.verdict}**. But the overlay is gone by then! Who keeps its memory?"
)

# %% [markdown]
# ## Who keeps it
#
# We let one run stay, and look at it from outside. Python takes memory for small objects from the system in **arenas** of
# 1 MB, and gives one back only when nothing in it is alive.

# %%
WAYS = {
    "tuples, one transaction": ("--overlay", "tuples", "--chunk", "0"),
    "packed, a file at a time": ("--overlay", "packed", "--chunk", "0"),
    "the same in chunks": ("--overlay", "packed"),
    "within a budget": ("--overlay", "packed", "--budget-mb", "1"),
}


def importing(*options):
    """An import of so many files that stays when it is done."""
    return Service(PROGRAM, *options, *SIZE, "--serve", FOLDER)


service = importing(*WAYS["tuples, one transaction"], "--files", str(FILES[-1]))
seen = service.attach()
service.stop()
seen

# %%
largest = next(one for one in seen.heap.owners if one.owner and one.owner.endswith("Vocabulary.numbers"))
say(
    f"`{largest.owner}` holds {mb(largest.retained_bytes)}: the vocabulary. Its words were cut out of the lines of the "
    "files. Each was the first of its kind that came, and it was made in the middle of the overlay's own objects. The overlay "
    "went. The words stay, a few in each arena, and keep it all."
)
assert largest in seen.heap.owners[:5]

# %% [markdown]
# **Exercise 1.** The words are scattered because they were made among things that do not stay. Suppose that each word is
# copied when the overlay has gone, and the old one is dropped. What do you expect of the live heap: `"less"`,
# `"the same"` or `"more"`?

# %% tags=["exercise"]
answer = ...
check(
    answer,
    lambda said: said == "the same",
    "The copies are as large as the originals. What changes is where they lie.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# It is about the RSS, not about the live heap: the same words, close together.
#
# ```python
# answer = "the same"
# ```
# </details>

# %% [markdown]
# ## A budget
#
# Three changes. The years of an n-gram stand beside each other in its file, so they are summed before anything is looked
# up. A key is two numbers in one int. And when the overlay comes to its budget it is written, in transactions of some
# thousand rows, and begins anew.

# %%
shown("examples/ngram_importer/records.py", "def each_spelling", 12)


# %%
def measured(*options):
    """One import in a process of its own: what it counted, its peak, its end, and lines a second of processor time."""
    with importing(*options) as one:
        moment = one.look()
        lines, seconds = re.search(r"(\d+) lines in ([\d.]+) s", one.said).groups()
        return {
            "digest": one.said.partition(";")[0],
            "peak": one.peak(),
            "end": moment.rss_bytes,
            "live": moment.live_bytes,
            "speed": int(lines) / float(seconds),
        }


found = {name: [measured(*way, "--files", str(count)) for count in FILES] for name, way in WAYS.items()}
for at, count in enumerate(FILES):
    (digest,) = {runs[at]["digest"] for runs in found.values()}
    print(f"{count} files: {digest} - from each")

# %%
draw_lines(
    "Peak of an import",
    "files",
    FILES,
    {name: [run["peak"] for run in runs] for name, runs in found.items()},
)

# %%
unbounded, bounded = found["tuples, one transaction"], found["within a budget"]


def slope(runs, what):
    """Bytes that each further file adds."""
    return (runs[-1][what] - runs[0][what]) / (FILES[-1] - FILES[0])


def speed(name):
    """Lines a second of processor time: the median over the numbers of files."""
    return median(run["speed"] for run in found[name])


costs = {name: speed("within a budget") / speed(name) for name in ("tuples, one transaction", "the same in chunks")}

say(
    f"Without a bound each further file adds {mb(slope(unbounded, 'peak'))} to the peak; within a budget "
    f"{mb(slope(bounded, 'peak'))}. The live heap grows by {mb(slope(bounded, 'live'))} a file: the vocabulary, which both must "
    "know. **The budget bounds the overlay. It does not bound what has to stay.**",
    f"At {FILES[-1]} files the peak is {mb(unbounded[-1]['peak'])} and {mb(bounded[-1]['peak'])}, "
    f"{times(unbounded[-1]['peak'], bounded[-1]['peak'])} less. Within the budget {speed('within a budget'):,.0f} lines a second of "
    f"processor time are counted, as first written {speed('tuples, one transaction'):,.0f}, and packed, in chunks, without a bound "
    f"{speed('the same in chunks'):,.0f}.",
)
assert slope(bounded, "peak") < 0.4 * slope(unbounded, "peak")
assert bounded[-1]["peak"] < 0.75 * unbounded[-1]["peak"]
assert min(costs.values()) > at_size(small=0.8, full=0.9)  # a small import is over soon: its time is noise

# %%
box(
    "The budget halves the memory and costs 36 % of the throughput (a benchmark of the report).",
    f"{costs['tuples, one transaction']:.2f} times the speed of the version as first written, and {costs['the same in chunks']:.2f} "
    "times that of the same program without the bound, in processor time.",
    "In Python the parsing takes the time. Writing some rows twice hardly shows beside it, and packed keys give back more.",
)

# %% [markdown]
# **Exercise 2.** With the budget, how many MB will the peak be at 10 files? Take it from the slope.

# %% tags=["exercise"]
answer = ...
check(
    answer,
    near((bounded[-1]["peak"] + 6 * slope(bounded, "peak")) / 2**20, 0.15),
    "From 4 files to 10 there are six further ones, and each adds the slope.",
)

# %% [markdown]
# <details><summary>A solution</summary>
#
# ```python
# answer = (bounded[-1]["peak"] + 6 * slope(bounded, "peak")) / 2**20
# ```
# </details>

# %% [markdown]
# ## Another store
#
# LMDB maps its file into the process. What is mapped counts as RSS, but the system takes it back when it needs room. So
# look at the peak and at the anonymous part apart.

# %%
stores = {"sqlite": bounded[-1]}
try:
    import lmdb  # noqa: F401

    stores["lmdb"] = measured(*WAYS["within a budget"], "--files", str(FILES[-1]), "--store", "lmdb")
except ImportError:
    say("The package `lmdb` is not installed: `pip install lmdb`.")
draw_sizes(
    "Two stores, one budget",
    {name: {"peak": one["peak"], "end": one["end"], "alive at the end": one["live"]} for name, one in stores.items()},
)

# %%
assert len({one["digest"] for one in stores.values()}) == 1

# %% [markdown]
# ## Would another allocator help?
#
# The report's first optimisation is another allocator. `whatif` tries the settings that can be had on this machine.

# %%
TRIED = at_size(small=2, full=4)
# tried = %sparsemem whatif --quick --scales 1 --only "as is,ARENA_MAX=1,jemalloc,mimalloc,tcmalloc,PYTHONMALLOC" $PROGRAM -- --overlay tuples --chunk 0 --ngrams $NGRAMS --files $TRIED $FOLDER
tried

# %% [markdown]
# ## The storm of `mprotect`
#
# The report saw half of the time go into the system call `mprotect`, "from mapping and unmapping for each large
# allocation". With `strace` we can count them: four threads, and Python's objects in malloc, so that it is asked as often
# as Rust would ask it.


# %%
def protections(**environment):
    """How many calls of mprotect an import with four threads makes; None where strace is not there."""
    if not shutil.which("strace"):
        return None
    trace = scratch("calls")
    options = [*WAYS["packed, a file at a time"], "--files", "4", "--threads", "4", *SIZE, FOLDER]
    command = ["strace", "-f", "-c", "-e", "trace=mprotect,mmap", "-o", trace, sys.executable, PROGRAM, *options]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)
    if done.returncode:
        return None
    rows = {line.split()[-1]: int(line.split()[3]) for line in Path(trace).read_text().splitlines()[2:-2]}
    return rows.get("mprotect", 0), rows.get("mmap", 0)


counted = {
    "malloc": protections(PYTHONMALLOC="malloc"),
    "malloc, one arena": protections(PYTHONMALLOC="malloc", MALLOC_ARENA_MAX="1"),
    "pymalloc": protections(),
}
if None in counted.values():
    say("`strace` is not there, or may not trace here (Debian: `apt install strace`): the calls were not counted.")
else:
    say(
        "| | mprotect | mmap |\n|:---|---:|---:|\n"
        + "\n".join(f"| {name} | {one[0]:,} | {one[1]:,} |" for name, one in counted.items())
    )
    assert counted["malloc, one arena"][0] < 0.5 * counted["malloc"][0]

# %%
box(
    "`mprotect` comes from malloc mapping and unmapping for each large allocation; another allocator ends it.",
    "Not counted here."
    if None in counted.values()
    else f"{counted['malloc'][0]:,} calls with malloc's thread arenas, {counted['malloc, one arena'][0]:,} with one arena, "
    f"{counted['pymalloc'][0]:,} with Python's own allocator; mappings: {counted['malloc'][1]:,}.",
    "The calls are many more than the mappings, so large allocations cannot be their cause. It is glibc's *thread arenas*, "
    "which grow by a page or some at a time. `MALLOC_ARENA_MAX=1` ends it as well as another allocator does.",
)

# %% [markdown]
# ## Ctrl-C, and a kill
#
# An import of hours has to end when it is told to, and to go on where it was. A file is counted wholly or not at all:
# what a file that was not done has left is deleted when it is begun again. So nothing is counted twice.
#
# When all files are counted there is a last step: after how many different words does each word come? It goes through
# all rows at once, and has to listen as well.


# %%
def ended_by(number, files):
    """An import that gets a signal when so many files are done: how long it took to end, and what it said."""
    into = scratch(f"ended-by-{number.name}-{files}.sqlite")
    options = [*WAYS["within a budget"], "--chunk", "500", "--files", "4", *SIZE, "--into", into, FOLDER]
    command = [sys.executable, PROGRAM, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(process, into, files)
    told = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate()
    took = time.monotonic() - told
    again = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    read = int(re.search(r"(\d+) lines", again)[1])
    return {"status": process.returncode, "said": said.strip(), "seconds": took, "again": again.strip(), "read": read}


def wait_for(process, into, files):
    """Until a store says that so many files are done, or the import is over."""
    while process.poll() is None and not Path(into).exists():
        time.sleep(0.001)
    with closing(sqlite3.connect(into)) as connection:
        while process.poll() is None:
            with suppress(sqlite3.OperationalError):  # its tables are not there yet
                if connection.execute("SELECT count(*) FROM done").fetchone()[0] >= files:
                    return
            time.sleep(0.001)


broken = {
    "Ctrl-C, when one file is done": ended_by(signal.SIGINT, 1),
    "Ctrl-C in the last step": ended_by(signal.SIGINT, 4),
    "killed, when one file is done": ended_by(signal.SIGKILL, 1),
}
all_lines = int(re.search(r"(\d+) lines", python(PROGRAM, *WAYS["within a budget"], *SIZE, FOLDER))[1])
say(
    "| | ended after | status | said | the same command again | lines that it read again |\n|:---|---:|---:|:---|:---|---:|\n"
    + "\n".join(
        f"| {name} | {one['seconds'] * 1000:.0f} ms | {one['status']} | {one['said']} | {one['again'].partition(';')[0]} "
        f"| {one['read'] / all_lines:.0%} |"
        for name, one in broken.items()
    )
)
assert {one["again"].partition(";")[0] for one in broken.values()} == {bounded[-1]["digest"]}
assert all(one["read"] < 0.9 * all_lines for one in broken.values())

# %% [markdown]
# ## The fifteen optimisations
#
# Some of the smaller ideas, each tried in a process of its own on one file.

# %%
IDEAS = (
    "tables one",
    "tables many",
    "tables sized",
    "lines each",
    "lines summed",
    "keys tuples",
    "keys packed",
    "children nested",
)
ideas = {
    idea: json.loads(python("notebooks/classroom/import_steps.py", *idea.split(), str(files[0]))) for idea in IDEAS
}


seldom = measured(*WAYS["within a budget"], "--files", str(FILES[-1]), "--checkpoint-every", str(FILES[-1]))


def against(first, second, what):
    """How one idea compares to another."""
    return f"{ideas[second][what] / ideas[first][what]:.2f} times"


rows = [
    (
        "1",
        "another allocator",
        "`LD_PRELOAD`, or `PYTHONMALLOC=malloc` and a trim",
        "in part",
        "the table of `whatif` above",
    ),
    (
        "2",
        "tables of their final size",
        "a dict cannot be presized; 64 small dicts, or an `array` where the size is known",
        "in part",
        f"peak with 64 dicts: {against('tables one', 'tables many', 'peak_bytes')} that with one; with an array of the final size "
        f"{against('tables one', 'tables sized', 'peak_bytes')}, in {against('tables one', 'tables sized', 'seconds')} the time",
    ),
    (
        "3",
        "splits on the stack",
        "two numbers in one int for a tuple of words",
        "yes",
        f"live: {against('keys tuples', 'keys packed', 'live_bytes')} that of tuples",
    ),
    (
        "4",
        "parsing without copies",
        "sum the years before anything is looked up",
        "yes",
        f"processor time: {against('lines each', 'lines summed', 'seconds')} that of a look-up a line",
    ),
    (
        "5",
        "a faster hash",
        "an int is its own hash; a string keeps its hash",
        "no choice to make",
        f"processor time with ints: {against('keys tuples', 'keys packed', 'seconds')} that with tuples",
    ),
    (
        "6",
        "few children within their node",
        "one flat dict for a dict of dicts",
        "yes",
        f"live with a dict for each word: {against('keys packed', 'children nested', 'live_bytes')} that of one flat dict",
    ),
    (
        "7",
        "files in a local cache, resumed",
        "files here are local; what is done is not read again",
        "to time, not to memory",
        f"lines that are read again after a kill: {broken['killed, when one file is done']['read'] / all_lines:.0%}",
    ),
    (
        "8",
        "transactions in chunks",
        "`executemany` a chunk, commit, go on",
        "yes",
        f"peak: {found['the same in chunks'][-1]['peak'] / found['packed, a file at a time'][-1]['peak']:.2f} times that of one",
    ),
    ("9", "an overlay is written at a threshold", "the same as 15, counted in entries", "yes", "as 15"),
    (
        "10",
        "one merge of the vocabulary",
        "new words go into the transaction of their rows",
        "yes",
        "no second copy is made; nothing to compare",
    ),
    (
        "11",
        "the last step can be cancelled",
        "an `Event` that is looked at every 4,096 rows",
        "yes",
        f"ended {broken['Ctrl-C in the last step']['seconds'] * 1000:.0f} ms after Ctrl-C in it",
    ),
    ("12", "no checkpoint by each worker", "one store, and a commit when a file is done", "yes", "as 14"),
    (
        "13",
        "the last step yields",
        "Python handles signals between bytecodes by itself; long calls into C do not",
        "yes",
        "as 11",
    ),
    (
        "14",
        "fewer checkpoints when many work",
        "`--checkpoint-every N`",
        "yes",
        f"processor time with one for all files: {bounded[-1]['speed'] / seldom['speed']:.2f} times that with one for each",
    ),
    (
        "15",
        "**a budget for the overlay**",
        "`is_full` by `sys.getsizeof` and 64 bytes an entry",
        "yes",
        f"**peak: {bounded[-1]['peak'] / unbounded[-1]['peak']:.2f} times, slope: "
        f"{slope(bounded, 'peak') / slope(unbounded, 'peak'):.2f} times**",
    ),
]
say(
    "| | in the report | in Python | applies | measured |\n|---:|:---|:---|:---|:---|\n"
    + "\n".join(f"| {' | '.join(row)} |" for row in rows)
)

# %%
assert ideas["keys packed"]["live_bytes"] < 0.9 * ideas["keys tuples"]["live_bytes"]
assert ideas["children nested"]["live_bytes"] > 1.2 * ideas["keys packed"]["live_bytes"]

# %% [markdown]
# **What to remember**
#
# - Memory that grows with the input needs a bound that is checked, in bytes. It is written, and begins anew.
# - What stays must not be made among what goes. Here a few MB of words kept the arenas of the whole overlay.
# - A file is counted wholly or not at all: then a kill costs time, and never a wrong count.
# - Before you believe in an allocator, let `whatif` try it.
