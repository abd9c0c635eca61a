import ast
from textwrap import dedent

from sparsemem.source.defined_names import DefinedNames
from sparsemem.source.module import Module
from sparsemem.source.name_index import NameIndex
from sparsemem.source.text import Source


def called(texts: dict[str, str], module: str) -> list[str | None]:
    """What the calls in a module run, in the order of the text."""
    modules = {name: Module(Source(f"{name}.py", name, dedent(text))) for name, text in texts.items()}
    index = NameIndex(map(DefinedNames.of, modules.values()))
    return [index.called(modules[module], call) for call in modules[module].all(ast.Call)]


def test_an_import_of_an_import_leads_to_the_definition() -> None:
    texts = {"a": "def load(): ...", "b": "from a import load as fetch", "c": "from b import fetch\nfetch()"}
    assert called(texts, "c") == ["a.load"]


def test_a_name_that_two_imports_bind_leads_no_further() -> None:
    texts = {"a": "def load(): ...", "b": "from a import load\nfrom z import load", "c": "from b import load\nload()"}
    assert called(texts, "c") == ["b.load"]


def test_a_method_is_called_on_the_first_parameter_whatever_its_name() -> None:
    text = """
    class Shop:
        def load(self): ...
        def run(this, self):
            this.load()
            self.load()
        def again(self):
            self = other
            self.load()
    """
    assert called({"a": text}, "a") == ["a.Shop.load", None, None]


def test_of_the_functions_of_a_class_only_a_static_one_is_called_through_the_class() -> None:
    text = """
    class Shop:
        def load(self): ...
        @staticmethod
        def parse(line): ...
    Shop.load(1)
    Shop.parse(1)
    """
    assert called({"a": text}, "a")[-2:] == [None, "a.Shop.parse"]


def test_an_heir_of_an_heir_in_another_module_overrides() -> None:
    texts = {
        "a": "class Base:\n    def load(self): ...\n    def keep(self): ...",
        "b": "import a\nclass Middle(a.Base): ...",
        "c": "from b import Middle\nclass Last(Middle):\n    if 1:\n        def load(self): ...",
    }
    index = NameIndex(DefinedNames.of(Module(Source(f"{name}.py", name, text))) for name, text in texts.items())
    assert index.is_overridden("a.Base", "load")
    assert not index.is_overridden("a.Base", "keep")
