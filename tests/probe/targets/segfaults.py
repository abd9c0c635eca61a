"""Dies of a segmentation fault."""

import ctypes

print("said", flush=True)
ctypes.string_at(1)
