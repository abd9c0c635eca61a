"""Pages as a reader has them: in a browser, at three widths, in both themes, by mouse and by keyboard."""

from pathlib import Path
from typing import Any

import pytest

import sparsemem
from recorded import DATA
from report.html.conftest import PAGES, opened

WIDTHS = (360, 820, 1280)
FIRST = ("#verdict", ".lead", ".gap svg, .lone", ".do h2", ".do p")
"""What the first screen shows: verdict, sentence, picture and the one thing to do."""
STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between two names of a path."""
CONTRAST = """
selectors => {
  const linear = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(value => linear(Number(value) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll(selectors)].filter(one => one.checkVisibility()).map(one => {
    const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
    return [one.className || one.tagName, (a + 0.05) / (b + 0.05)];
  });
}
"""
FOCUSABLE = """
() => {
  const all = [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')];
  const seen = all.filter(one => one.checkVisibility() && !one.disabled && !(one.type === 'radio' && !one.checked));
  seen.forEach((one, at) => { one.dataset.place = at; });
  return seen.length;
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_fits_its_width_and_says_nothing_on_the_console(
    browser: Any, files: dict[str, Path], width: int, theme: str
) -> None:
    with opened(browser, files["scan"], width, theme) as found:
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        for selector in FIRST:
            assert found.page.locator(selector).locator("visible=true").count(), selector
        assert found.page.locator("#figure .main-svg").count()
        weak = [
            one
            for one in found.page.evaluate(CONTRAST, "p, td, th, h1, h2, h3, dt, dd, code, .tag, a, button")
            if one[1] < 4.5
        ]
        assert not weak
        assert found.said == []
        assert {url.partition(":")[0] for url in found.asked} <= {"file", "data"}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("compare", "hostile", "whatif")])
def test_the_first_screen_has_verdict_picture_and_remedy(browser: Any, files: dict[str, Path], name: str) -> None:
    with opened(browser, files[name]) as found:
        for selector in FIRST:
            box = found.page.locator(selector).locator("visible=true").first.bounding_box()
            assert box is not None, selector
            assert box["y"] + box["height"] <= 800, selector


@pytest.mark.parametrize("width", [360, 1280])
def test_hostile_names_stay_text(browser: Any, files: dict[str, Path], width: int) -> None:
    with opened(browser, files["hostile"], width) as found:
        found.page.fill("#search", "<script")
        found.page.locator("#found button").first.click()
        assert "</script><script>alert(1)</script>" in found.page.inner_text("#trail")
        found.page.check("input[value=treemap]")
        assert "</script><script>" in found.page.text_content("#figure")
        assert found.page.evaluate("document.querySelectorAll('main img, main b:not(svg *), #figure a').length") == 0
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        assert found.said == []


@pytest.mark.parametrize("name", ["compare", "whatif"])
def test_a_comparison_is_read_on_a_phone_too(browser: Any, files: dict[str, Path], name: str) -> None:
    for width in (360, 1280):
        with opened(browser, files[name], width) as found:
            assert found.page.evaluate("document.documentElement.scrollWidth") <= width
            assert found.page.locator("#verdict").is_visible()
            assert found.said == []


def test_the_keyboard_reaches_everything(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["scan"]) as found:
        count = found.page.evaluate(FOCUSABLE)
        reached = set()
        for _ in range(2 * count):
            found.page.keyboard.press("Tab")
            place = found.page.evaluate("document.activeElement.dataset.place ?? null")
            if place in reached:
                break
            reached.add(place)
        assert {str(at) for at in range(count)} <= reached


def test_the_tree_is_walked_by_keyboard(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["scan"]) as found:
        found.page.focus("#inside button")
        found.page.keyboard.press("Enter")
        trail = found.page.locator("#trail button")
        assert trail.count() == 2
        assert found.page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
        assert found.page.inner_text("#told").startswith(f"the process{STEP}")
        trail.first.focus()
        found.page.keyboard.press("Enter")
        assert trail.count() == 1


def test_a_click_on_the_picture_enters(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["scan"]) as found:
        found.page.locator("#figure .slice").nth(1).click(position={"x": 20, "y": 12})
        assert found.page.locator("#trail button").count() == 2
        assert found.said == []


@pytest.mark.parametrize("shape", ["icicle", "treemap"])
def test_of_thousands_of_owners_those_are_drawn_that_can_be_seen(
    browser: Any, files: dict[str, Path], shape: str
) -> None:
    with opened(browser, files["crowded"]) as found:
        found.page.check(f"input[value={shape}]")
        assert found.page.evaluate("JSON.parse(document.getElementById('rows').textContent).length") > 1_000
        slices = found.page.locator("#figure .slice")
        assert 4 < slices.count() <= 80
        assert found.page.locator("#inside button").count() >= 1
        found.page.evaluate("document.querySelectorAll('#inside button')[0].click()")
        assert 4 < slices.count() <= 80
        assert found.said == []


def test_search_finds_an_owner_and_its_path_is_text(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["scan"]) as found:
        found.page.fill("#search", "index")
        found.page.locator("#found button").first.click()
        assert f"__main__{STEP}index" in found.page.inner_text("#told")
        found.page.fill("#search", "no such name")
        assert found.page.inner_text("#found") == "Nothing of that name."


def test_the_theme_can_be_chosen_and_the_growth_seen(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["hostile"]) as found:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = found.page.evaluate(ground)
        found.page.click("#theme")
        assert found.page.evaluate(ground) != light
        before = found.page.locator("#figure .slice path").nth(2).evaluate("one => one.style.fill")
        found.page.check("#by-growth")
        assert found.page.locator("#figure .slice path").nth(2).evaluate("one => one.style.fill") != before


def test_the_heaps_are_drawn_in_the_colours_that_their_legend_has(browser: Any, files: dict[str, Path]) -> None:
    fill, ground = "one => getComputedStyle(one).fill", "one => getComputedStyle(one).backgroundColor"
    for theme in ("light", "dark"):
        with opened(browser, files["scan"], theme=theme) as found:
            area = found.page.locator("#map")
            assert "pins 44" in area.inner_text()
            for name, key in (("cell-held", "held"), ("cell-live", "live"), ("cell-live-0", "owner0")):
                drawn = area.locator(f"path.{name}").first.evaluate(fill)
                assert drawn == area.locator(f".key.{key}").first.evaluate(ground)
            assert len({area.locator(f".key.{key}").evaluate(ground) for key in ("held", "live", "owner0")}) == 3


def test_on_paper_there_are_no_buttons(browser: Any, files: dict[str, Path]) -> None:
    with opened(browser, files["scan"]) as found:
        found.page.emulate_media(media="print")
        assert not found.page.locator("#tools").is_visible()
        assert not found.page.locator("#theme").is_visible()
        assert found.page.locator("#verdict").is_visible()


@pytest.mark.parametrize(("width", "is_below"), [(640, True), (1000, False)])
def test_what_a_notebook_shows_is_laid_out_by_its_own_width(browser: Any, width: int, is_below: bool) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_content(f'<div style="width:{width}px">{sparsemem.load(DATA / "scan.json")._repr_html_()}</div>')
    picture, remedy = (page.locator(one).first.bounding_box() for one in (".gap", ".do"))
    page.close()
    assert (remedy["y"] >= picture["y"] + picture["height"]) is is_below
