"""Replaces builtin functions by ones that fail or lie."""

import builtins


def fail(*arguments, **names):
    raise OSError("not this one")


print("before")
for name in ("open", "len", "print", "isinstance", "getattr", "hasattr", "str", "int", "map", "list", "sorted"):
    setattr(builtins, name, fail)
