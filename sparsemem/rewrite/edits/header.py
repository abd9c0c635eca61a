"""A function as text: its first lines, and two functions where there was one."""

import ast
import io
import tokenize

from sparsemem.rewrite.edits.draft import Edit, Text, applied
from sparsemem.source import Function, FunctionNode


class Header:
    """Where the parts of a function's first lines are."""

    def __init__(self, text: Text, node: FunctionNode) -> None:
        self.line = text.offset(node.lineno, 0)
        self.colon = _colon(text, node)
        self.name = text.text.index("def", self.line) + len("def ")
        while text.text[self.name].isspace():
            self.name += 1
        first = node.body[0]
        self.inline = first.lineno == text.line_of(self.colon)
        documented = ast.get_docstring(node, clean=False) is not None
        last = (first.end_lineno or 0) if documented else text.line_of(self.colon)
        self.body = text.offset(last + 1, 0)
        """Where the lines after the header, and the docstring, begin."""
        self.statement = text.span(node.body[1] if documented and len(node.body) > 1 else first)[0]


def _colon(text: Text, node: FunctionNode) -> int:
    start, depth = text.offset(node.lineno, 0), 0
    for token in tokenize.generate_tokens(io.StringIO(text.text[start:]).readline):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and not depth:
                return text.offset(node.lineno + token.start[0] - 1, 0) + token.start[1]
    raise ValueError("a function without a colon")


def split(text: Text, node: FunctionNode, name: str, value: str, edits: list[Edit]) -> Edit:
    """The edit that puts two functions in the place of one: its own, which returns `value`, and one of a new name.

    The other has the body of the first, with these edits in that and in the signature.
    """
    header = Header(text, node)
    outer, newline = text.indent(node), text.newline
    inner = f"{outer}    " if header.inline else text.indent(node.body[0])
    end = text.offset((node.end_lineno or 0) + 1, 0)
    head = text.text[header.line : header.colon + 1 if header.inline else header.body]
    wrapper = f"{head}{newline if header.inline else ''}{inner}return {value}{newline}"
    start = header.statement if header.inline else header.body
    renamed = Edit(header.name, header.name + len(node.name), name)
    aligned = _aligned(text, node, header, len(name) - len(node.name))
    above = [renamed, *aligned, *(edit for edit in edits if edit.start < header.colon)]
    first = applied(text.text[header.line : header.colon + 1], _moved(above, header.line))
    rest = text.text[header.colon + 1 : text.offset(text.line_of(header.colon) + 1, 0)]
    body = applied(text.text[start:end], _moved([edit for edit in edits if edit.start >= start], start))
    blank = newline * (1 if outer else 2)
    above_it = text.text[text.offset(node.decorator_list[0].lineno, 0) : header.line] if node.decorator_list else ""
    whole = f"{wrapper}{blank}{above_it}{first}{f'{newline}{inner}' if header.inline else rest}{body}"
    complete = body.endswith(("\n", "\r")) or (not body and whole.endswith(("\n", "\r")))
    return Edit(header.line, end, whole if complete else whole.rstrip("\r\n"))


def _aligned(text: Text, node: FunctionNode, header: Header, longer: int) -> list[Edit]:
    """Further lines of a signature that stand below its first parameter go with it."""
    opens = text.lines[node.lineno - 1].rstrip().endswith(("(", "["))
    texts = (part for part in ast.walk(node.args) if isinstance(part, ast.Constant))
    if opens or any(part.lineno != part.end_lineno for part in texts):
        return []
    starts = [text.offset(line, 0) for line in range(node.lineno + 1, text.line_of(header.colon) + 1)]
    return [Edit(start, start, " " * longer) for start in starts if text.text[start] == " "]


def _moved(edits: list[Edit], by: int) -> list[Edit]:
    return [Edit(edit.start - by, edit.end - by, edit.text) for edit in edits]


def forwarding_call(function: Function, name: str, pairs: ast.arg | None) -> str:
    """A call of another function with the parameters of this one; `pairs` is passed on as its items."""
    owner = function.module.owner_class(function.node)
    arguments = function.node.args
    first = [*arguments.posonlyargs, *arguments.args][:1]
    receiver = f"{first[0].arg}." if function.is_method else f"{owner.name}." if owner else ""
    taken = pairs.arg if pairs is not None else None
    passed = [f"{name}.items()" if name == taken else name for name in function.positional]
    passed += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    passed += [f"{a.arg}={a.arg}" for a in arguments.kwonlyargs]
    passed += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return f"{receiver}{name}({', '.join(passed)})"
