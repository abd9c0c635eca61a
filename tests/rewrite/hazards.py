"""Puts a hazard into a program that can be converted: each function takes a loop over what is streamed.

They give the statements that stand in the loop's place. Nothing but the hazard is new, so the decision has to flip.
"""

import ast
from collections.abc import Callable
from textwrap import indent

Hazard = Callable[[str, str, str], str]


def length(found: str, head: str, body: str) -> str:
    """The number of elements is asked for."""
    return f"print(len({found}))\n{head}\n{body}"


def truth(found: str, head: str, body: str) -> str:
    """It is asked whether there are any."""
    return f"if not {found}:\n    print('nothing')\n{head}\n{body}"


def second_loop(found: str, head: str, body: str) -> str:
    """The elements are gone through once more."""
    return f"{head}\n{body}\nfor again in {found}:\n    print('again', again)"


def printed(found: str, head: str, body: str) -> str:
    """The whole is printed."""
    return f"print({found})\n{head}\n{body}"


def stored(found: str, head: str, body: str) -> str:
    """The whole is put where others find it."""
    return f"STORED = []\nSTORED.append({found})\n{head}\n{body}\nprint(STORED)"


def compared(found: str, head: str, body: str) -> str:
    """The whole is compared."""
    return f"print({found} == [])\n{head}\n{body}"


def in_a_loop(found: str, head: str, body: str) -> str:
    """Another loop goes through it for each of its rounds."""
    inner = indent(f"{head}\n{body}", "    ")
    return f"for turn in range(2):\n{inner}"


def first_again(found: str, head: str, body: str) -> str:
    """The first element is asked for after the loop."""
    return f"{head}\n{body}\nprint(next(iter({found}), None))"


HAZARDS: tuple[Hazard, ...] = (length, truth, second_loop, printed, stored, compared, in_a_loop, first_again)


def injected(text: str, hazard: Hazard) -> str | None:
    """The program with a hazard at each loop of `main`; None where it has no loop there."""
    tree = ast.parse(text)
    main = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "main"), None)
    loops = _loops(main) if main else []
    for block, loop in loops:
        found = loop.iter.id if isinstance(loop.iter, ast.Name) else "found"
        made = "" if isinstance(loop.iter, ast.Name) else f"{found} = {ast.unparse(loop.iter)}\n"
        head = f"for {ast.unparse(loop.target)} in {found}:"
        body = indent("\n".join(ast.unparse(one) for one in loop.body), "    ")
        place = block.index(loop)
        block[place : place + 1] = ast.parse(made + hazard(found, head, body)).body
    return ast.unparse(tree) if loops else None


def _loops(main: ast.FunctionDef) -> list[tuple[list[ast.stmt], ast.For]]:
    """The outermost loops of a function, each with the block that it stands in."""
    blocks = [main.body]
    blocks += [part for node in main.body if isinstance(node, ast.If) for part in (node.body, node.orelse)]
    blocks += [node.body for node in main.body if isinstance(node, ast.With)]
    return [(block, node) for block in blocks for node in block if isinstance(node, ast.For)]
