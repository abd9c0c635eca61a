from review.reviewing import reviewed

PRODUCER = "def load(lines):\n    return [line.split() for line in lines]\n"
CONSUMER = (
    "def clean(rows):\n    return [row for row in rows if row]\n\n\ndef run(lines):\n    return clean(load(lines))\n"
)
GENERATOR = "def rows(lines):\n    for line in lines:\n        yield line.split()\n"


def codes(texts: dict[str, str], module: str) -> list[str]:
    return [candidate.finding.code for candidate in reviewed(texts)[module].candidates]


def test_a_chain_across_modules() -> None:
    assert codes({"a": PRODUCER, "b": f"from a import load\n{CONSUMER}"}, "b") == ["SM201"]


def test_a_chain_through_a_package_that_exports_it() -> None:
    texts = {"p": "from p.inner import load\n", "p.inner": PRODUCER, "b": f"from p import load\n{CONSUMER}"}
    assert codes(texts, "b") == ["SM201"]


def test_a_name_of_another_module_is_not_taken_for_ours() -> None:
    assert codes({"a": PRODUCER, "b": f"from other import load\n{CONSUMER}"}, "b") == []


def test_a_generator_of_another_module_is_known() -> None:
    text = "import a\n\n\ndef run(lines):\n    if a.rows(lines):\n        return 1\n    a.rows(lines)\n"
    assert codes({"a": GENERATOR, "b": text}, "b") == ["SM232", "SM234"]


def test_a_cycle_across_modules() -> None:
    engine = "class Engine:\n    def __init__(self, car):\n        self.car = car\n"
    car = "from engine import Engine\n\n\nclass Car:\n    def __init__(self):\n        self.engine = Engine(self)\n"
    assert codes({"engine": engine, "car": car}, "car") == ["SM221"]


def test_a_link_that_another_module_breaks_is_no_cycle() -> None:
    engine = "class Engine:\n    def __init__(self, car):\n        self.car = car\n"
    car = "from engine import Engine\n\n\nclass Car:\n    def __init__(self):\n        self.engine = Engine(self)\n"
    shop = "def scrap(engine):\n    engine.car = None\n"
    assert codes({"engine": engine, "car": car, "shop": shop}, "car") == []


def test_a_cache_that_another_module_empties() -> None:
    function = "def user(key):\n    if key not in _users:\n        _users[key] = load(key)\n    return _users[key]\n"
    cache = f"_users = {{}}\n\n\n{function}"
    assert codes({"cache": cache, "other": "x = 1\n"}, "cache") == ["SM212"]
    assert (
        codes({"cache": cache, "other": "import cache\n\n\ndef reset():\n    cache._users.clear()\n"}, "cache") == []
    )
