"""Ends by an exception out of a chain of calls."""


class Odd(Exception):
    pass


def inner():
    raise Odd("with ünicode")


try:
    inner()
except Odd as error:
    raise ValueError("outer") from error
