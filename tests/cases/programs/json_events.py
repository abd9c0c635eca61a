"""SM101: every event of a JSON log is decoded before the last failure of each machine is picked out."""

import json
import os

EVENTS = 30_000 * int(os.environ.get("SPARSEMEM_SCALE", "1"))


def lines():
    for i in range(EVENTS):
        state = "failed" if i % 60 == 0 else "done"
        yield json.dumps(
            {"machine": f"m{i}", "state": state, "at": 1.7e9 + i, "detail": {"load": i / 9, "job": f"j{i}"}}
        )


decoded = [json.loads(line) for line in lines()]
last_failure = {event["machine"]: event["detail"] for event in decoded if event["state"] == "failed"}
decoded.clear()
print(len(last_failure))
