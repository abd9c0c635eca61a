"""Which live blocks are objects: their types, the layouts of these, and what can be read from an object by itself.

`type_table` and `type_flags` are the types, `typed_blocks` and `node_kinds` what each block is, `block_histogram`
counts blocks by arena and type. Layouts: `object_layouts` (offsets by version), `known_types` (what `tp_traverse`
visits), `dict_keys` and `dict_entries`, `class_slots`, `object_values` (str, bytes, int, float). `heap_view` is what
all readers of a heap start with.
"""
