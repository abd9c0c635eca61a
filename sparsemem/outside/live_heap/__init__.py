"""The live heap: who holds what, by name, and what each name and type retains.

`holding_roots` and `variables` are the roots with their names, `claims_by_name` labels the nodes, `solved_heap` adds
the dominator tree; `owner_rows`, `type_rows` and `path_from_root` are what is told, `live_heap` is the whole way,
and `heap_record` makes the record that is saved.
"""
