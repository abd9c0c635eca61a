from hypothesis import given, settings
from hypothesis import strategies as st

from rewrite.matrix import rewritten

STATE = "LOG = []\nSHARED = [1, 2]\nTABLE = {1: 5, 2: 6}\nLIMIT = 2\n\n\n"
INPUTS = ("[]", "[2, 1, 2]", "[1, None, 'x']", "SHARED", "TABLE", "noisy(1, 2, 0)", "faulty(2, 1)")

SOURCES = st.sampled_from(
    ["range(3)", "rows", "SHARED", "TABLE", "'abc'", "[3, 1, 2]", "enumerate(rows)", "list(rows)"]
)
CONDITIONS = st.sampled_from(["{} is None", "{}", "{} == 2", "LIMIT > 1", "len(LOG) > 2", "isinstance({}, int)"])
ELEMENTS = st.sampled_from(
    [
        "{0}",
        "({0}, 1)",
        "[{0}]",
        "str({0})",
        "{0} + 1",
        "len(SHARED)",
        "TABLE.get({0})",
        "SHARED",
        "list(SHARED)",
        "(lambda: {0})",
        "LIMIT",
        "1 / {0}",
        "len(LOG)",
    ]
)
EFFECTS = st.sampled_from(
    [
        "pass",
        "count += 1",
        "last = {}",
        "last = {0}() if callable({0}) else 0",
        "last = len({0}) if isinstance({0}, list) else 1",
        "total = total + {}",
        "LOG.append({})",
        "print({})",
        "TABLE[{}] = 1",
        "if len(SHARED) < 9:\n        SHARED.append({})",
        "if len(TABLE) < 9:\n        TABLE[len(TABLE)] = 0",
        "kept.append({})",
    ]
)
LEAVING = st.sampled_from(["", "continue", "break"])
BETWEEN = st.sampled_from(["", "print('between')", "SHARED.clear()", "LOG.append(0)", "LIMIT_HERE = 3", "rows = []"])
USES = st.sampled_from(["for value in {}:", "for place, value in enumerate({}):", "for value in map(str, {}):"])
WHOLE = st.sampled_from(
    [
        "sum({})",
        "max({}, default=0)",
        "any({})",
        "len({})",
        "sorted({})",
        "2 in {}",
        "list({})",
        "{} or 3",
        "tuple({})",
    ]
)
KEYS = st.sampled_from(["{}", "str({})", "len(LOG)", "LIMIT", "({}, 1)"])
PAIRED = st.sampled_from(
    [
        "for key, value in {}.items():",
        "for value in {}.values():",
        "for value in {}:",
        "for value in {}.keys():",
        "for pair in {}.items():\n    value = pair[1]",
    ]
)
LOCALS = "count = last = total = 0\nkept = []\n"


def lines(text: str, depth: int) -> str:
    return "".join(f"{'    ' * depth}{line}\n" for line in text.splitlines())


@st.composite
def blocks(draw: st.DrawFn, container: str) -> str:
    """Statements that build the list `out`, with effects and conditions on the way."""
    body = lines(f"for row in {container}:", 0)
    if leaving := draw(LEAVING):
        body += lines(f"if {draw(CONDITIONS).format('row')}:\n    {leaving}", 1)
    effect = draw(EFFECTS).format("row")
    body += lines(f"{effect}\nout.append({draw(ELEMENTS).format('row')})", 1)
    used = LOCALS if any(word in effect for word in ("count", "last", "total", "kept")) else ""
    return f"{used}out = []\n{body}"


@st.composite
def producers(draw: st.DrawFn, name: str, container: str) -> str:
    """A function that returns a list."""
    if draw(st.booleans()):
        kept = f" if {draw(CONDITIONS).format('row')}" if draw(st.booleans()) else ""
        return f"def {name}(rows):\n    return [{draw(ELEMENTS).format('row')} for row in {container}{kept}]\n\n\n"
    return f"def {name}(rows):\n{lines(draw(blocks(container)), 1)}    return out\n\n\n"


@st.composite
def consumers(draw: st.DrawFn, made: str, block: str) -> str:
    """A function that runs a block and consumes the expression `made`."""
    body = f"{block}{LOCALS}"
    if draw(st.booleans()):
        body += f"found = {made}\n{draw(BETWEEN)}\n"
        made = "found"
    if draw(st.booleans()):
        return f"def main(rows):\n{lines(body, 1)}    return {draw(WHOLE).format(made)}\n"
    body += f"{draw(USES).format(made)}\n{lines(draw(EFFECTS).format('value'), 1)}"
    if leaving := draw(LEAVING):
        body += lines(f"if {draw(CONDITIONS).format('value')}:\n    {leaving}", 1)
    return f"def main(rows):\n{lines(body, 1)}    return count, last, total, kept\n"


@st.composite
def programs(draw: st.DrawFn) -> str:
    """One to three producers in a row, and a consumer of the last."""
    stages = draw(st.integers(1, 3))
    text = STATE + draw(producers("stage0", draw(SOURCES)))
    made = "stage0(rows)"
    if draw(st.booleans()):
        made = f"[{draw(ELEMENTS).format('row')} for row in {draw(SOURCES)}]"
    for number in range(1, stages):
        text += draw(producers(f"stage{number}", "rows"))
        made = f"stage{number}({made})"
    if draw(st.booleans()):
        return text + draw(consumers("out", draw(blocks(made))))
    return text + draw(consumers(made, ""))


@st.composite
def tables(draw: st.DrawFn) -> str:
    """One or two dicts, the second made of the first, and a consumer that goes through the last."""
    text, made = STATE, "rows"
    loop = f"for row in {draw(SOURCES)}:"
    for number in range(draw(st.integers(1, 2))):
        key, effect = draw(KEYS).format("row"), draw(EFFECTS).format("row")
        body = lines(f"{effect}\nout[{key}] = {draw(ELEMENTS).format('row')}", 2)
        used = LOCALS if any(word in effect for word in ("count", "last", "total", "kept")) else ""
        text += f"def stage{number}(rows):\n{lines(used, 1)}    out = {{}}\n    {loop}\n{body}    return out\n\n\n"
        made = f"stage{number}({made})"
        loop = draw(
            st.sampled_from(["for row, other in rows.items():", "for row in rows:", "for row in rows.values():"])
        )
    body = LOCALS
    if draw(st.booleans()):
        body += f"found = {made}\n{draw(BETWEEN)}\n"
        made = "found"
    body += f"{draw(PAIRED).format(made)}\n{lines(draw(EFFECTS).format('value'), 1)}"
    return f"{text}def main(rows):\n{lines(body, 1)}    return count, last, total, kept\n"


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(programs() | tables())
def test_a_generated_program_does_what_it_did(text: str) -> None:
    assert rewritten(text, INPUTS)[1]
