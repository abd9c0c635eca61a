"""Exercises: a cell holds an answer, and says whether it is right."""

from collections.abc import Callable
from typing import Any

from classroom.prose import say


def check(answer: Any, is_right: Callable[[Any], bool], hint: str) -> None:
    """Show whether an answer is right; `...` is none yet. What a wrong answer raises is a hint too."""
    if answer is ...:
        say("*No answer yet.* Put it in the place of `...` and run the cell again. A solution is folded away below.")
        return
    try:
        right = bool(is_right(answer))
    except Exception as error:
        say(f"**Not yet.** `{type(error).__name__}: {error}`. {hint}")
        return
    say("**Right.**" if right else f"**Not yet.** {hint}")


def near(expected: float, within: float) -> Callable[[float], bool]:
    """Whether a number is so near to another one; `within` is a share of it: 0.25 is a quarter more or less."""
    return lambda answer: abs(answer - expected) <= within * abs(expected)
