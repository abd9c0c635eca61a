"""Puts objects of its own in the place of the standard streams."""

import io
import sys


class Loud(io.StringIO):
    def write(self, text):
        return sys.__stdout__.write(text.upper())


sys.stdout, sys.stderr = Loud(), Loud()
print("into the first")
print("into the second", file=sys.stderr)
