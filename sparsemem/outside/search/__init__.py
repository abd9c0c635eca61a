"""The second way to find owners: referrers of some objects, level by level, where the whole graph cannot be read.

`owner_search` is the search. Each level is two passes: `pointer_search` finds where pointers to the objects stand;
`pointer_holders` finds the objects which have these places, in themselves or in their `item_buffers`. `holder_names`
says under which name an object holds what it holds, with the readers of dicts in `objects`.
"""
