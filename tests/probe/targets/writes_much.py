"""Prints 20 MB."""

for number in range(200_000):
    print(f"{number:099}")
