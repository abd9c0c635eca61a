"""Takes all builtins away."""

import builtins

print("before")
builtins.__dict__.clear()
