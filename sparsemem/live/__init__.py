"""A process looks at itself: its ledger, its live heap and its caches, as records that draw themselves.

All is read from outside by a helper process, so that nothing of ours lies in the heap that is read: `helper_process`
starts it and lets it read this one, `kept_helper` keeps one for the next ledger, to which this process hands what is
read (`handed_ranges`; at the other end `telling_process` and `handed_memory`), `self_reader` is what runs in it,
`process_records` what comes back.
`trimming` gives back what can be given back, by the adapters of `library_releases`; `budgets` bounds a piece of work.
`watching` starts `watch_recorder`, which writes a `watch_file` of `mark_records` while this process goes on.
"""
