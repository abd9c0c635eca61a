"""The lazy twin of a function: the generator that it becomes, and the function as the list or dict of it.

Dicts are passed over as streams of their (key, value) pairs.
"""

import ast
import re

from sparsemem.rewrite.consumers.site import Site
from sparsemem.rewrite.edits.draft import Draft, Page
from sparsemem.rewrite.edits.generators import yield_elements
from sparsemem.rewrite.edits.imports import streamed_type
from sparsemem.rewrite.producers.producer import Producer, is_named, twin_name
from sparsemem.rewrite.producers.recognition import defaults_are_constant, producer_of
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason, RefusedError, require
from sparsemem.source import Function, FunctionNode, Module, every_argument, yields

_KEY = "_key"
_DEF = re.compile(r"(async\s+)?def\s+")
_TO_COLON = re.compile(r"([^#:]|#.*)*")


def make_twin(draft: Draft, producer: Producer) -> ast.arg | None:
    """Put the generator beside a function; the parameter that it takes as pairs. Raises RefusedError."""
    function = producer.function
    module, node = function.module, function.node
    page, name = draft.page(module), twin_name(node.name)
    is_own = module.scopes[node].find(producer.result) is None  # Python's list or dict, and no other of that name
    require(is_own and name not in module.scope_of(module.parent(node) or module.tree).variables)
    yield_elements(page, producer)
    pairs = _pairs_parameter(module, node) if producer.result == "dict" else None
    _take_pairs(page, pairs)
    if node.returns is not None:
        returned, (start, end) = streamed_type(page, node.returns), page.span(node.returns)
        arrow = len(page.text[: page.text.rindex("->", 0, start)].rstrip())
        page.put(start if returned else arrow, end, returned or "")  # what cannot be told is left out
    split(page, function, name, f"return {producer.result}({forwarding_call(function, name, pairs)})")
    return pairs


class _Header:
    """Where the parts of a function's first lines are. Raises RefusedError where its body stands in one of them."""

    def __init__(self, page: Page, node: FunctionNode) -> None:
        self.line, first = page.above(node), node.body[0]
        self.name = page.span(node)[0] + len(_DEF.match(page.text, page.span(node)[0])[0])  # type: ignore[index]
        kinds = getattr(node, "type_params", ())
        parts = [node.returns, *every_argument(node.args), *node.args.defaults, *node.args.kw_defaults, *kinds]
        end = max([self.name, *(page.span(part)[1] for part in parts if part is not None)])
        self.colon = end + len(_TO_COLON.match(page.text, end)[0])  # type: ignore[index]
        require(first.lineno > page.line_of(self.colon))
        self.lines = page.offset(page.line_of(self.colon) + 1)
        self.body = page.below(first) if ast.get_docstring(node, clean=False) is not None else self.lines
        """Where the lines after the header, and the docstring, begin."""


def split(page: Page, function: Function, name: str, body: str) -> None:
    """Make two functions of one: its own, which has a new body, and below it one of a new name with the old one."""
    node, newline, outer = function.node, page.newline, page.indent(function.node)
    header, inner, longer = _Header(page, node), page.indent(node.body[0]), len(name) - len(node.name)
    head = page.text[header.line : header.body]
    marks = page.text[page.above(node.decorator_list[0]) : header.line] if node.decorator_list else ""
    page.insert(header.line, f"{head}{inner}{body}{newline}{newline * (1 if outer else 2)}{marks}")
    page.put(header.name, header.name + len(node.name), name)
    begins = len(page.text) - len(page.text[header.body :].lstrip())
    page.put(header.lines, page.line_start(begins) if header.lines < header.body else header.body)
    texts = (part for part in ast.walk(node.args) if isinstance(part, ast.Constant))
    opens = page.lines[node.lineno - 1].rstrip().endswith(("(", "["))
    if opens or any(text.lineno < (text.end_lineno or 0) for text in texts):
        return
    # Further lines of a signature that stand below its first parameter go with it.
    for start in map(page.offset, range(node.lineno + 1, page.line_of(header.colon) + 1)):
        page.insert(start, " " * longer if page.text[start] == " " else "")


def make_over_pairs(program: Program, draft: Draft, function: Function, argument: str) -> str:
    """Put a function beside one that does the same over the pairs of a dict; its name. Raises RefusedError."""
    module, node = function.module, function.node
    page, name, pairs = draft.page(module), pairs_name(node.name), _pairs_parameter(module, node)
    taken = name in module.scope_of(module.parent(node) or module.tree).variables
    reserved = taken or isinstance(node, ast.AsyncFunctionDef) or function.is_decorated or yields(node)
    require(
        pairs and pairs.arg == argument and not reserved and defaults_are_constant(program, function), Reason.ESCAPES
    )
    require(not module.owner_class(node) and not program.is_replaced(function), Reason.OVERRIDDEN)
    require(not is_named(program, module, node))
    _take_pairs(page, pairs)
    split(page, function, name, f"return {forwarding_call(function, name, pairs)}")
    return name


def forwarding_call(function: Function, name: str, pairs: ast.arg | None = None) -> str:
    """A call of another function with the parameters of this one; `pairs` is passed on as its items."""
    owner, arguments = function.module.owner_class(function.node), function.node.args
    first = [*arguments.posonlyargs, *arguments.args][:1]
    receiver = f"{first[0].arg}." if function.is_method else f"{owner.name}." if owner else ""
    passed = [f"{one}.items()" if pairs is not None and one == pairs.arg else one for one in function.positional]
    passed += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    passed += [f"{a.arg}={a.arg}" for a in arguments.kwonlyargs]
    passed += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    return f"{receiver}{name}({', '.join(passed)})"


def merge(program: Program, draft: Draft, function: Function) -> None:
    """Make a function its own generator, unless others may want its list."""
    module, node, found = function.module, function.node, producer_of(program, function)
    twin, name = (found.twin if isinstance(found, Producer) else None), node.name
    private = name.startswith("_") and not name.startswith("__")  # others are called by a mangled name
    block = module.block(node)
    below = twin is not None and block[block.index(node) + 1 :][:1] == [twin.node] and not node.decorator_list
    if twin is None or twin.node.name != twin_name(name) or not below or not private or program.is_mentioned(name):
        return
    page = draft.page(module)
    one, other = _Header(page, node), _Header(page, twin.node)
    head = page.text[other.line : other.name] + name + page.text[other.name + len(twin.node.name) : other.colon + 1]
    page.put(one.line, other.body, head + page.text[one.colon + 1 : one.body])
    for there in program.modules.values():
        for use in re.finditer(rf"\b{twin.node.name}\b", there.source.text):
            if there is not module or use.start() not in range(one.line, other.body):
                draft.page(there).put(*use.span(), name)


def consume_pairs(page: Page, site: Site) -> None:
    """What passes over a dict by its items, or its values in a loop, takes pairs. Raises RefusedError."""
    view = page.module.parent(site.use)
    call = page.module.parent(view) if isinstance(view, ast.Attribute) else None
    loop, name = page.module.parent(call) if call is not None else None, getattr(view, "attr", "")
    if call is None or not (name == "items" or (name == "values" and isinstance(loop, ast.For | ast.comprehension))):
        raise RefusedError(Reason.UNKNOWN_CALLEE)
    page.put(page.span(site.use)[1], page.span(call)[1])
    if name == "values" and isinstance(loop, ast.For | ast.comprehension):
        require(page.module.scope_of(loop.target).find(_KEY) is None)
        bare = isinstance(loop.target, ast.Tuple) and not page.of(loop.target).startswith("(")
        page.wrap(loop.target, f"{_KEY}, (" if bare else f"{_KEY}, ", ")" if bare else "")


def _pairs_parameter(module: Module, node: FunctionNode) -> ast.arg | None:
    """The parameter of a function that it reads by nothing but one loop over its `.items()`."""
    for argument in node.args.args:
        variable = module.variable(argument)
        if variable is None or variable.only is None or len(variable.references) != 1:
            continue
        match module.parent(variable.references[0]):
            case ast.Attribute(attr="items") as view if isinstance(call := module.parent(view), ast.Call):
                if not call.args and isinstance(module.parent(call), ast.For | ast.comprehension):
                    return argument
    return None


def _take_pairs(page: Page, pairs: ast.arg | None) -> None:
    """That parameter is read as pairs, and its annotation says so, or goes."""
    variable = page.module.variable(pairs) if pairs is not None else None
    if pairs is None or variable is None:
        return
    page.replace(page.module.parent(page.module.parent(variable.references[0]) or pairs) or pairs, pairs.arg)
    if pairs.annotation is not None:
        found, (start, end) = streamed_type(page, pairs.annotation, "Iterable"), page.span(pairs.annotation)
        page.put(start if found else page.span(pairs)[0] + len(pairs.arg), end, found or "")


def pairs_name(name: str) -> str:
    """`_total_of_pairs` for `total` and for `_total`."""
    return f"_{name.strip('_')}_of_pairs"
