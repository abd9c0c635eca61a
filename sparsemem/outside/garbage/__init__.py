"""Cyclic garbage, read from outside: what waits for the collector, what it keeps, and what closes its cycles.

`unreachable` finds it by reference counts, `second_look` and `waiting` make it certain in a process that runs,
`retained_by_garbage` tells what goes with it, `cycle_shapes` which cycles it is made of and `shortest_cycle` the one
that is drawn, `collector_search` where the collector's state lies and `collector_state` what it is set to;
`garbage_record` is all of it as it is saved.
"""
