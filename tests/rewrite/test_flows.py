"""Generated bodies of functions: values that are bound, passed on and consumed in branches, loops and handlers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rewrite.matrix import rewritten
from rewrite.test_generated import lines

STATE = """LOG = []
SHARED = [1, 2]
TABLE = {1: 5}


def copied(values):
    out = []
    for value in values:
        out.append((value,))
    return out


def counted(limit):
    return [number for number in range(limit)]


def total(values):
    count = 0
    for value in values:
        count += 1
    return count


"""
INPUTS = ("[]", "[2, 1]", "[1, None, 'x']", "SHARED", "noisy(1, 2)", "faulty(2)")
NAMES = st.sampled_from(["a", "b", "c"])
SOURCES = st.sampled_from(
    ["range(3)", "rows", "SHARED", "a", "b", "c", "copied(a)", "copied(rows)", "counted(n)", "counted(4)"]
)
MADE = st.sampled_from(["(item, n)", "item", "str(item)", "[item]", "n", "len(SHARED)", "n + 1"])
DONE = st.sampled_from(
    [
        "n += 1",
        "last = item",
        "print(item)",
        "LOG.append(n)",
        "SHARED.append(n) if n < 5 else None",
        "a = []",
        "b = [item]",
    ]
)


@st.composite
def simple(draw: st.DrawFn) -> str:
    """One statement or one loop."""
    name, source = draw(NAMES), draw(SOURCES)
    return draw(
        st.sampled_from(
            [
                f"for item in {source}:\n    {draw(DONE)}",
                f"{name} = [{draw(MADE)} for item in {source}]",
                f"{name} = copied({source})",
                f"{name} = counted(n)",
                f"{name} = []\nfor item in {source}:\n    {name}.append({draw(MADE)})",
                f"n = total({name})",
                f"n = sum([1 for item in {source}])",
                f"{name} = {draw(NAMES)}",
                "n += 1",
                f"last = {name}",
                "SHARED.append(n)",
                f"print(len({name}))",
                f"last = [item for item in {name} if item]",
            ]
        )
    )


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Several of them, in order or in a compound statement."""
    some = st.lists(inner, min_size=1, max_size=3).map("\n".join)
    return st.one_of(
        some,
        some.map(lambda body: f"if n > 1:\n{lines(body, 1)}".rstrip()),
        st.tuples(some, some).map(lambda two: f"if rows:\n{lines(two[0], 1)}else:\n{lines(two[1], 1)}".rstrip()),
        some.map(lambda body: f"for turn in range(2):\n{lines(body, 1)}".rstrip()),
        st.tuples(some, some).map(
            lambda two: f"try:\n{lines(two[0], 1)}except TypeError:\n{lines(two[1], 1)}".rstrip()
        ),
        some.map(lambda body: f"try:\n{lines(body, 1)}finally:\n    LOG.append(n)"),
        some.map(
            lambda body: f"def inner(n=n):\n    last = a = b = c = []\n{lines(body, 1)}    return n\n\nn = inner()"
        ),
    )


BODIES = st.lists(st.recursive(simple(), nested, max_leaves=5), min_size=1, max_size=5).map("\n".join)
PROGRAMS = BODIES.map(
    lambda body: f"{STATE}def main(rows):\n    n = 2\n    last = a = b = c = []\n{lines(body, 1)}    return n, last\n"
)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(PROGRAMS)
def test_a_generated_body_does_what_it_did(text: str) -> None:
    assert rewritten(text, INPUTS)[1]
