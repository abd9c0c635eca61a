"""A cache without a bound is a warning where its keys come from outside, and says which ones."""

import pytest

from review.reviewing import found_in
from sparsemem.model import Finding

CACHED = "import functools\n\n\n@functools.cache\ndef f({0}):\n    return 1\n"
MEMO = """
_kept = {{}}


def f({0}):
    {1}
    if key not in _kept:
        _kept[key] = make(key)
    return _kept[key]
"""


def only(text: str, code: str) -> Finding:
    (found,) = (one.finding for one in found_in(text, code))
    return found


@pytest.mark.parametrize(
    ("parameters", "outside"),
    [
        ("url", ["url"]),
        ("user_id", ["user_id"]),
        ("client_id", []),
        ("request", ["request"]),
        ("path: str", []),
        ("filename", []),
        ("userName, kind", ["userName"]),
        ("ips", ["ips"]),
        ("name", []),
        ("path", []),
        ("order: int", []),
        ("order", []),
        ("order_id", ["order_id"]),
        ("plugin", []),
        ("module_name", []),
        ("source_address", []),
        ("peer_address", ["peer_address"]),
        ("db_uri", []),
        ("database_url: str", []),
        ("tracking_uri", []),
        ("brokerUrl", []),
        ("store_uri, kind", []),
        ("endpoint_url", []),
        ("base_url", []),
        ("chat_id", ["chat_id"]),
        ("statement", []),
        ("sql: str", []),
        ("query", ["query"]),
        ("page_uri", ["page_uri"]),
        ("n", []),
        ("node, graph", []),
        ("user_class", []),
        ("handler: Request", ["handler"]),
        ("run_id: UUID", ["run_id"]),
    ],
)
def test_keys_of_a_function_cache(parameters: str, outside: list[str]) -> None:
    found = only(CACHED.format(parameters), "SM211")
    assert (found.severity, found.evidence["outside"]) == ("warning" if outside else "note", outside)
    assert all(name in found.message for name in outside)
    assert ("as many as there are requests, files or rows" in found.message) == bool(outside)


@pytest.mark.parametrize(
    ("parameters", "made", "outside"),
    [
        ("url", "key = url.lower()", "url"),
        ("request", "key = (request.path, 1)", "request"),
        ("this", "key = this.request.headers['host']", "this.request.headers"),
        ("name", "row = next(rows)\n    key = row[0]", "row"),
        ("name", "for key in open(name): break", "open(name)"),
        ("name", "import time\n    key = int(time.time())", "time.time()"),
        ("backend", "key = backend", None),
        ("cls", "key = cls.__name__", None),
        ("level", "key = 2 * level", None),
    ],
)
def test_keys_of_a_memo(parameters: str, made: str, outside: str | None) -> None:
    found = only(MEMO.format(parameters, made), "SM212")
    assert (found.severity, found.evidence["outside"]) == ("note" if outside is None else "warning", outside)


def test_a_memo_of_an_instance_goes_with_it() -> None:
    text = """
class Pages:
    def __init__(self):
        self.kept = {}

    def page(self, url):
        if url not in self.kept:
            self.kept[url] = fetch(url)
        return self.kept[url]
"""
    assert (only(text, "SM212").severity, only(text, "SM212").evidence["outside"]) == ("note", "url")


@pytest.mark.parametrize(
    ("parameter", "read", "outside"),
    [
        ("path: str", "open(path).read()", ["path"]),
        ("path: pathlib.Path | None", "path.read_bytes()", ["path"]),
        ("filename", "codecs.open(filename).read()", ["filename"]),
        ("filename", "filename.lower()", []),
        ("filename", "compile(open(filename).read(), filename, 'exec')", []),
        ("path", "open(path).read()", []),
    ],
)
def test_names_of_files_are_keys_without_end_where_their_contents_are_kept(
    parameter: str, read: str, outside: list[str]
) -> None:
    found = only(CACHED.format(parameter).replace("return 1", f"return {read}"), "SM211")
    assert (found.severity, found.evidence["outside"]) == ("warning" if outside else "note", outside)


METHOD = """import functools


class {0}:
    @functools.cache
    def f(self, {1}):
        return 1


{2}
"""


@pytest.mark.parametrize(
    ("owner", "key", "made", "severity"),
    [
        ("PackageFinder", "x", "", "note"),
        ("Collector", "x", "one = Collector()", "note"),
        ("_Config", "x", "", "note"),
        ("Paragraph", "x", "", "warning"),
        ("Paragraph", "x", "import argparse", "note"),
        ("Order", "x", "", "warning"),
        ("Collector", "url", "", "warning"),
        ("Node", "x", "all = [Node() for _ in range(n)]", "warning"),
        ("Node", "x", "for line in lines:\n    use(Node())", "warning"),
    ],
)
def test_a_cache_on_a_method_grows_with_its_keys_or_with_the_instances(
    owner: str, key: str, made: str, severity: str
) -> None:
    assert only(METHOD.format(owner, key, made), "SM211").severity == severity


@pytest.mark.parametrize(("name", "severity"), [("country_code", "note"), ("page", "warning")])
def test_what_there_are_few_of_has_an_end_wherever_it_is_read_from(name: str, severity: str) -> None:
    text = f"_kept = {{}}\n\n\ndef f(url):\n    {name} = url.split('.')[-1]\n    if {name} not in _kept:\n"
    text += f"        _kept[{name}] = make({name})\n    return _kept[{name}]\n"
    assert only(text, "SM212").severity == severity


@pytest.mark.parametrize("line", ["range(page)", "page - 1", "2 ** page", "page > 3"])
def test_what_a_function_counts_with_is_a_number(line: str) -> None:
    found = only(CACHED.format("page").replace("return 1", f"return {line}"), "SM211")
    assert (found.severity, found.evidence["outside"]) == ("note", [])


@pytest.mark.parametrize(
    ("made", "severity"),
    [
        ("[Part(row).size(2) for row in rows]", "warning"),
        ("self.parts += [Part(row) for row in rows]", "note"),
        ("self.parts = [Part(row) for row in rows]", "note"),
    ],
)
def test_what_another_object_keeps_anyway(made: str, severity: str) -> None:
    text = "import functools\nclass Part:\n    @functools.cache\n    def size(self, n):\n        return n\n"
    text += f"import argparse\nclass Car:\n    def load(self, rows):\n        {made}\n"
    assert only(text, "SM211").severity == severity


@pytest.mark.parametrize(
    ("name", "severity"), [("load_shader", "note"), ("template_of", "note"), ("tile", "warning")]
)
def test_files_of_the_program_itself_have_an_end(name: str, severity: str) -> None:
    text = f"import functools\n@functools.cache\ndef {name}(filename):\n    return open(filename).read()\n"
    assert only(text, "SM211").severity == severity


@pytest.mark.parametrize(
    ("called", "severity"),
    [("x = _mark(1, 'left')\ny = _mark(2, 'right')", "note"), ("x = _mark(1, read())", "warning"), ("", "warning")],
)
def test_keys_that_all_callers_write_out(called: str, severity: str) -> None:
    text = "_kept = {}\ndef _mark(n, token):\n    if token not in _kept:\n        _kept[token] = make(token)\n"
    assert only(f"{text}    return _kept[token]\n{called}\n", "SM212").severity == severity


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("get_client", "note"),
        ("cached_engine", "note"),
        ("get_helper", "note"),
        ("get_page", "warning"),
        ("find", "warning"),
    ],
)
def test_there_is_one_client_for_each_service(name: str, severity: str) -> None:
    text = f"_kept = {{}}\ndef {name}(url):\n    if url not in _kept:\n        _kept[url] = make(url)\n"
    assert only(f"{text}    return _kept[url]\n", "SM212").severity == severity


@pytest.mark.parametrize(("called", "severity"), [("x = _load('a.md')\ny = _load('b.md')", "note"), ("", "warning")])
def test_a_private_cache_whose_callers_write_the_names_out(called: str, severity: str) -> None:
    text = "import functools\n@functools.cache\ndef _load(filename):\n    return open(filename).read()\n"
    assert only(f"{text}{called}\n", "SM211").severity == severity


@pytest.mark.parametrize(
    ("key", "severity"),
    [
        ("num_tokens", "note"),
        ("query.shape", "note"),
        ("len(query)", "note"),
        ("query", "warning"),
        ("token", "warning"),
    ],
)
def test_a_measure_of_what_comes_from_outside_has_an_end(key: str, severity: str) -> None:
    text = f"_kept = {{}}\ndef f(query, num_tokens, token):\n    key = {key}\n    if key not in _kept:\n"
    assert only(f"{text}        _kept[key] = make(key)\n    return _kept[key]\n", "SM212").severity == severity
