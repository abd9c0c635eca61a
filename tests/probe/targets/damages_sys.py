"""Takes from `sys` what a probe is likely to ask it for."""

import sys

print("before")
for name in ("modules", "path", "settrace", "setprofile", "gettrace", "_getframe", "argv", "meta_path"):
    delattr(sys, name)
