"""Writes every byte there is, without a line end, to both streams."""

import os
import sys

sys.stdout.buffer.write(bytes(range(256)) * 100)
sys.stderr.buffer.write(bytes(reversed(range(256))))
sys.stdout.flush()
os.write(2, b"\xff\x00")
