"""Memory that the same data would not need: equal values kept many times, and containers far larger than need be.

`value_content` says where the content of a str, bytes, int or float stands, `content_hashes` makes a number of it,
`equal_values` finds values that are there more than once; `empty_room` finds containers that have far more room than
what is in them needs. `sampled_nodes` bounds what is looked at, and `waste_record` is all of it by owner, as it is
saved. No value is kept: hashes are compared, and forgotten.
"""
