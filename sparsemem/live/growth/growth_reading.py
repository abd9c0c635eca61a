"""The growth in the file of a watch."""

import os

from sparsemem.live.growth.growth_record import Growth, growth_of
from sparsemem.live.growth.watched_series import series_of
from sparsemem.live.watch_file import read_watch
from sparsemem.units import parse_size


def read_growth(path: "str | os.PathLike[str]", limit: "str | int | None" = None) -> Growth:
    """Raises InputError for what is no file of a watch, or without the extra; ValueError for a limit that is no size.

    Without a limit, that of the control group that the process ran in, where the watch could read one.
    """
    record = read_watch(path)
    size = parse_size(limit) if isinstance(limit, str) else limit
    return growth_of(series_of(record), record.head.get("memory_limit_bytes") if size is None else size)
