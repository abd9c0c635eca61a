"""Closes the standard streams, and leaves nothing in their place."""

import sys

print("the last that is heard", flush=True)
sys.stdout.close()
sys.stderr.close()
del sys.stdout, sys.stderr, sys.stdin
