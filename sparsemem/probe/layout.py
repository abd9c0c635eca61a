"""Where things are in the file by which the parent and the measured process speak.

Layout, in 8-byte words of the machine's order, all zero at first:

    0  posted    the number of the last moment posted, from 1           written by the process
    1  answered  the number of the last moment that the parent has seen written by the parent
    2  length    bytes of the text of the posted moment                 written by the process
    3  time      monotonic clock at the posting, nanoseconds            written by the process
    4  pid       of the process that posts                              written by the process
    5  signal    asks for the last moments in place; 0: none does       written by the parent before the start
    6  sizes     not 0: asks for the size profile                       written by the parent before the start
    7  profiler  not 0: asks for a record of the heap, see `PROFILERS`  written by the parent before the start
    8  clears    bytes at the place of the text: a name to be cleared   written by the parent before the start
    9  forks     how many forked processes are yet to be recorded       written by the parent before the start,
                                                                        counted down by those that are
    10 freezes   not 0: `gc.freeze()` before each fork                  written by the parent before the start
    11 threshold for `gc.set_threshold`; 0: leave it                    written by the parent before the start
    12 lookups   bytes at the place of the text: caches, a line each,
                 of which the keys that are asked for are noted         written by the parent before the start
    13 leavers   how many more workers may wait for a last look         written by the parent, counted down by them
    14 leaving   1,024 words, each of one worker that waits for it:
                 its pid with the two bits below                        written by the worker or by the one that is
                                                                        to end it, set to 0 by the parent
"""

POSTED, ANSWERED, LENGTH, TIME, PID, SIGNAL, SIZES, PROFILER, CLEARS, FORKS, FREEZES, THRESHOLD, LOOKUPS = range(13)
LEAVERS, LEAVING = 13, 14
PROFILERS = ("memray", "memray sums", "tracemalloc")
"""What the profiler's word stands for, from 1: each allocation, or the sums of each stack at the peak and the end."""
HIT, MISS, PUT = range(3)
"""What came of a lookup of which a key is noted; and that a key was put in without one."""
LEFT = "left"
"""Posted as a moment is, before a target leaves by `os._exit`: a look at it, which stands for no moment."""
WORD = 8
LEAVING_WORDS = 1024
"""A worker has the one with the number of its pid, from the front again where there are not enough."""
IS_RUNNING, COLLECTOR_IS_OFF = 1 << 32, 1 << 33
"""Of a word of a worker: whether it does not wait itself, but somebody who is about to end it; and whether it had its
collector off itself, before we did."""
TEXT = WORD * (LEAVING + LEAVING_WORDS)
"""Where the text begins, in bytes."""
SIZE = 16 << 20
"""Of the whole file; it is sparse, and only the pages that a text reaches are ever in memory."""
SECTION = "\f"
"""Begins a line that names the section of the text after it."""
