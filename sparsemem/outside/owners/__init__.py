"""What owners and types keep from being returned to the operating system, and what each would free alone.

Memory goes back in release units (`release_units`: arenas; `page_units`: pages of malloc's heaps) and only when
nothing in a unit is alive. `owner_counts` counts the blocks of each owner and type by unit, `shapley_shares` divides
a unit's free bytes, `owner_division` does it by owner, `freed_alone` asks the dominators what one owner alone would
free, `kept_by_owner` and `kept_by_type` are the results, `kept_memory` is both, `heap_division` is the way from a
heap to them. `owners_of_types`, `example_objects` and `example_values` add names, addresses and values;
`pinner_records` makes the records that are saved. `pinning_blocks` lists the blocks one by one, for a profiler that
knows their lines.
"""
