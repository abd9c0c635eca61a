"""Leaves by SystemExit with a status, and fails in an exit handler."""

import atexit
import sys

atexit.register(divmod, 1, 0)
sys.exit(42)
