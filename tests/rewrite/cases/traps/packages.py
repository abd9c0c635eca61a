# --- trap: offered by the package
# last: numbers(3)
# --- file: pack/__init__.py
from .source import numbers
# --- file: pack/source.py
def numbers(limit):
    out = []
    for number in range(limit):
        out.append(number)
    return out
# --- file: main.py
from pack import numbers
# --- trap: the name is taken on from the importing module
# --- file: source.py
def numbers(limit):
    return [number for number in range(limit)]
# --- file: middle.py
from source import numbers

def count(limit):
    found = 0
    for _ in numbers(limit):
        found += 1
    return found
# --- file: main.py
import middle

print(middle.count(3), middle.numbers(2))
# --- trap: a module in place of another one
# last: source.numbers(3)
# --- file: source.py
def numbers(limit):
    return [number for number in range(limit)]
# --- file: main.py
import sys
import types

fake = types.ModuleType("source")
fake.numbers = lambda limit: ["fake"] * limit
sys.modules["source"] = fake

import source
# --- trap: the name is imported twice
# last: numbers(3)
# --- file: first.py
def numbers(limit):
    return [number for number in range(limit)]
# --- file: second.py
def numbers(limit):
    return ["second"] * limit
# --- file: main.py
from first import numbers
from second import numbers
# --- trap: a parameter hides the function
# --- file: source.py
def numbers(limit):
    return [number for number in range(limit)]
# --- file: main.py
from source import numbers

def count(numbers):
    found = 0
    for _ in numbers(3):
        found += 1
    return found

print(count(lambda limit: "ab"), count(numbers))
