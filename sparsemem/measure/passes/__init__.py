"""Runs beside the sweep, each made for one question: a profiler's heap, sizes of returns, a cleared owner."""
