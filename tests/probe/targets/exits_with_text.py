"""Leaves by SystemExit with a text, from within a function with clean-up."""

import sys

try:
    sys.exit("the reason")
finally:
    print("cleaned up")
