"""The live heap: who holds what, by name, and what each name and type retains.

Read in this order: `preferred_holders` (whose words count that lead to memory of C libraries), `holding_roots` (from
where the heap is held, the surest first), `solved_heap` (sizes and the dominator tree), `attribute_steps` and
`variables` (which objects have a name, and the paths below them), `claims_by_name` (how names spread along
references), `native_owners`, `lost_memory` and `changed_memory` (what no name leads to), `labelled_nodes` (the owner
of each node), `owner_rows`, `type_rows`, and `live_heap`, which puts them together; `heap_survey` is the whole way
from a process to it.
`heap_record` makes the record that is saved and what grew, `path_from_root` says why an object is alive, and
`owners_above` without which owners it would go.
"""
