"""A process's memory as bytes, mappings and resident pages, and which interpreter and allocators it has.

To read in this order: `memory_access` (what every reader asks of a memory), `live_process` (process_vm_readv),
`memory_file` (/proc/PID/mem), `fork_watch` (from when on the second has to be taken), `regions` (runs of anonymous
mappings), `residency` (pagemap: which pages are resident), `process_source` (all of these at one moment),
`page_scan` and `counted_source` (the same in one pass over the page tables, where nobody asks who shares a page),
`resident_windows` and `page_reads` (long stretches and single words, resident pages only), `claimed_pages` (each page
is explained once), `stack_ranges`, `runtime_identity` and `library_allocators` (by mapped files). `own_memory` and
`sorted_numbers` are about our own tables: what they cost, and how they are sorted.
"""
