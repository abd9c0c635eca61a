"""pymalloc's heap: arenas (1 MiB) of pools (16 KiB) of blocks (16 to 512 bytes).

`pool_headers` recognises pools, `arenas` groups them, `counted_arenas` has the process itself count what it can,
`pool_parts` splits their resident bytes into live and free ones, `live_blocks` follows the lists of free blocks,
`block_numbers` numbers the live ones.
"""
