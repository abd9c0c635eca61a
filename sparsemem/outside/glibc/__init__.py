"""The heaps and chunks of glibc's malloc.

`malloc_heaps` finds the heaps, `malloc_chunks` walks their chunks, `parallel_walk` is how a walk takes seconds.
"""
