"""Looks on at each collection, and has the collector tell what it does."""

import gc

gc.collect()
gc.callbacks.append(lambda phase, info: print(phase, info["generation"]))
gc.set_debug(gc.DEBUG_STATS)
gc.set_debug(0)
