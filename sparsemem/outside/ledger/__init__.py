"""The ledger: every resident byte by what it is for; the parts add up to the RSS.

`ledger_accumulator` adds up bytes by part and region; `pymalloc_share`, `glibc_share` and `mimalloc_share` add what
their allocator has, `allocator_readers` calls them in order, `ledger_balance` gives what is left to the part where
it belongs, `private_share` tells what no other process has mapped, `ledger_reading` is the whole.
"""
