"""The same program under other settings of its allocators: `tuning.py`, `tuning_table.py`, then `tuning_runs.py`."""
