"""The map of the heaps by address: how full each pool and page is, and of which owner.

`heap_occupancy` reads it at the finest resolution, `owner_placement` tells whose blocks lie where, `map_cells` joins
pools and pages into as many cells as are drawn.
"""
