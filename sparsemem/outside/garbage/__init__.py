"""Cyclic garbage, read from outside: what waits for the collector, what it keeps, and what closes its cycles."""
