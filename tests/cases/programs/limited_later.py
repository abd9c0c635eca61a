"""SM111: a growing list of readings; the limit is passed beyond the sweep, within the forecasts."""

import os

READINGS = 300_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))
TABLE = [number / 3 for number in range(READINGS)]
print(len(TABLE))
