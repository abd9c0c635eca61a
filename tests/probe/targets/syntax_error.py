"""Cannot be compiled."""

print("never"
