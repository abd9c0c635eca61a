"""Pages as text: whole, of one file, under their size, and with every name as text."""

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import golden
from commands import sparsemem
from recorded import read
from report.html.hostile import NAMES, hostile_scan
from report.test_formats import SAMPLES
from sparsemem import __version__
from sparsemem.cli.main import main
from sparsemem.model import Report, TreeMoment
from sparsemem.model.saved_records import load_report
from sparsemem.report.formats import formats_of
from sparsemem.report.html.scan_page import render_scan_html
from sparsemem.units import MB

SCAN = load_report(read("scan.json"), "scan.json")
WITH_PAGES = [name for name, record in SAMPLES.items() if "html" in formats_of(type(record))]


class Elements(HTMLParser):
    """What a parser that is not ours sees: elements with their attributes, the text, and the contents of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.texts.append(data)


@pytest.fixture(scope="module")
def hostile() -> Elements:
    return Elements(render_scan_html(hostile_scan()))


@pytest.mark.parametrize("name", WITH_PAGES)
def test_a_page_is_one_file_of_under_three_megabytes_that_names_no_other(name: str) -> None:
    page = formats_of(type(SAMPLES[name]))["html"](SAMPLES[name])
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert len(page.encode()) < 3 << 20
    for _, attributes in Elements(page).elements:
        for where in ("src", "href", "data", "action", "srcset"):
            assert re.match(r"#|data:", attributes.get(where) or "#"), attributes


def own_part(page: str) -> str:
    """A page without what is in each: styles, the script, the plotting library, the version of this package."""
    without = re.sub(r"(<style>).*?(</style>)", r"\1\2", page, flags=re.DOTALL)
    without = re.sub(r'(<script(?: type="[^"]*" id="plotly")?>).*?(</script>)', r"\1\2", without, flags=re.DOTALL)
    return without.replace(__version__, "VERSION")


def test_a_page_looks_as_it_should() -> None:
    text = own_part(render_scan_html(SCAN))
    assert len(text) < 300_000
    golden.check(text, "scan.html")


def test_a_scan_says_verdict_and_remedy_first() -> None:
    texts = "".join(Elements(render_scan_html(SCAN)).texts)
    verdict, remedy, owners = (
        texts.index(one) for one in ("freed memory that", SCAN.findings[0].remedies[0].text, "Owners")
    )
    assert verdict < remedy < owners


def words(page: str) -> str:
    return " ".join("".join(Elements(page).texts).split())


def test_what_a_sentence_has_between_backticks_is_code_of_which_nothing_is_markup() -> None:
    finding = replace(SCAN.findings[0], message="Grown is `a.B > <b>` by much.")
    page = render_scan_html(replace(SCAN, findings=(finding,)))
    assert "Grown is <code>a.B &gt; &lt;b&gt;</code> by much." in page


def test_of_workers_it_is_told_which_figures_are_of_the_root_and_why_no_curve_is_drawn() -> None:
    tree = TreeMoment(1.0, 4, 200 * MB, 190 * MB, None, 10 * MB)
    told = words(render_scan_html(replace(SCAN, runs=tuple(replace(one, tree_peak=tree) for one in SCAN.runs))))
    assert "The live heap of all processes is known at fewer than two scales" in told
    assert "One scale was measured" not in told
    for said in ("Where the RSS of the root process is", "RSS of the root", "peak of all processes200 MB"):
        assert said in told


def test_one_scale_is_told_as_one() -> None:
    assert "One scale was measured: the bar is the end." in words(render_scan_html(replace(SCAN, runs=SCAN.runs[:1])))


def test_names_are_never_taken_for_markup(hostile: Elements) -> None:
    tags = [tag for tag, _ in hostile.elements]
    assert tags.count("script") == 3
    assert "img" not in tags
    assert "b" not in tags
    assert not [1 for _, attributes in hostile.elements if any(name.startswith("on") for name in attributes)]
    assert not [1 for _, attributes in hostile.elements if "javascript" in (attributes.get("href") or "")]
    texts = "".join(hostile.texts)
    assert NAMES[0] in texts
    assert "{{ 7 * 7 }}" in texts


def test_signs_that_turn_or_hide_others_are_told_as_escapes(hostile: Elements) -> None:
    texts = "".join(hostile.texts)
    assert "\u202e" not in texts
    assert "\\u202egnirts" in texts
    assert "two\\nlines\\ttab" in texts


@pytest.mark.parametrize(
    "change",
    [
        {"heap": None, "findings": (), "prediction": None, "profile": None, "proof": None, "verdict": "healthy"},
        {"runs": (), "heap": None, "findings": (), "verdict": "inconclusive"},
        {"runs": SCAN.runs[:1]},
    ],
)
def test_what_is_not_known_is_left_out(change: dict[str, object]) -> None:
    page = render_scan_html(replace(SCAN, **change))  # type: ignore[arg-type]
    assert "None" not in "".join(Elements(page).texts)


def test_a_saved_scan_becomes_a_page(tmp_path: Path) -> None:
    (tmp_path / "scan.json").write_text(read("scan.json"))
    done = sparsemem(tmp_path, "report", "scan.json", "--html", "page.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")


def test_without_the_extra_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sparsemem.cli.saved_forms.find_spec", lambda name: None if name == "plotly" else name)
    (tmp_path / "scan.json").write_text(read("scan.json"))
    monkeypatch.chdir(tmp_path)
    assert main(["report", "scan.json", "--html", "a.html"]) == 2
    assert capsys.readouterr().err == "sparsemem: --html needs plotly: pip install 'sparsemem[html]'\n"
    assert not (tmp_path / "a.html").exists()


def test_loading_the_formats_loads_neither_templates_nor_plots() -> None:
    program = "import sys, sparsemem.report.formats; print({'jinja2', 'plotly'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_sample_is_a_report() -> None:
    assert isinstance(hostile_scan(), Report)
