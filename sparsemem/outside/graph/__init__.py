"""What refers to what, and what leads into a heap from outside.

The nodes and their references, in this order: `nodes` (live blocks and, from `chunk_nodes`, chunks, by number),
`reference_table` (one compressed sparse row table), `type_hierarchy` and `traversal_plans` (what `tp_traverse` visits
of each type), `object_rows`, `table_words`, `found_references` and `container_items`, `suspended_frames`,
`native_words`, `further_references`, `native_groups`, `native_memory` and `belongings` (what each kind of object and
table refers to), `growing_table`, `read_references` (the one pass over the heap), `reference_graph` (the result).

The roots: `bindings` (names, and what they are bound to), `namespaces`, `frame_locals`, `unnamed_roots`, and all of
them as `witnesses`.

The whole way is `heap_graph`. What a reference is called: `attribute_names` and `edge_names`.
"""
