"""Templates to a page: what they can say of sizes and names, and the parts that every page has."""

import gzip
import re
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

import sparsemem
from sparsemem.report.words.visible_names import visible
from sparsemem.units import format_seconds, format_share, format_size

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_CODE = re.compile("`([^`]*)`")


def render_page(template: str, **content: Any) -> str:
    """A whole page by the template of that name, with the plotting library inside."""
    return _environment().get_template(template).render(plotly=packed_plotly(), **content)


def render_fragment(template: str, **content: Any) -> str:
    """A part of a page that stands by itself, as in a notebook; it needs no script."""
    return _environment().get_template(template).render(**content)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 (an extra)

    made = Environment(
        loader=PackageLoader("sparsemem.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(size=format_size, seconds=format_seconds, visible=visible, code_name=_code_name, prose=_prose)
    made.globals.update(share=format_share, version=sparsemem.__version__)
    return made


def _code_name(name: str | None) -> str:
    return "?" if name is None else visible(name, 2_000)


def _prose(text: str) -> "Markup":
    """Sentences, with what stands between two backticks as code."""
    from markupsafe import Markup, escape  # noqa: PLC0415 (comes with the extra)

    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(visible(text)))))


@cache
def packed_plotly() -> str:
    """Plotly's JavaScript, gzip in base64 for the browser's DecompressionStream: two megabytes in place of five."""
    from plotly.offline import get_plotlyjs  # noqa: PLC0415 (an extra)

    return b64encode(gzip.compress(get_plotlyjs().encode(), 6, mtime=0)).decode("ascii")
