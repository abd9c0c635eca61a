"""What the page of a watched process shows; it renews itself, and keeps the last look when nobody answers."""

from html import escape

from sparsemem.live.view.drawn_chart import LINES, chart_lines, draw_chart
from sparsemem.live.view.drawn_series import DESCENDANT_COLUMNS, descendant_rows, series_rows
from sparsemem.live.view.looked_at import KEPT, LookedAt
from sparsemem.report.html.html_blocks import html_paragraphs, html_table
from sparsemem.report.words.ledger_words import PARTS, sizes
from sparsemem.units import format_seconds, format_share, format_size

_MOST_OWNERS = 30
_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>sparsemem watch</title>
<meta name="viewport" content="width=device-width">
<noscript><meta http-equiv="refresh" content="2"></noscript>
<style>
:root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif;
  --tree: #6d4bc4; --rss: #0b5cad; --live: #12876f; --limit: #b3261e; --soft: #56616e; --line: #8884;
  --bar: #0b5cad55 }
@media (prefers-color-scheme: dark) { :root {
  --tree: #b49cf0; --rss: #7db8f5; --live: #3cc5a3; --limit: #ff8a80; --soft: #a3b0bd; --bar: #7db8f566 } }
body { margin: 1.5em auto; padding: 0 1em; max-width: 62em }
h1 { font-size: 1.15em; margin: 0; overflow-wrap: anywhere }
p { margin: .3em 0 } .soft { color: var(--soft) } .over { color: var(--limit); font-weight: 600 }
section { overflow-x: auto; margin: 1.3em 0 }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding-bottom: .3em; white-space: nowrap }
th { font-weight: 500; color: var(--soft) }
th, td { padding: .15em .9em .15em 0; white-space: nowrap }
th:first-child, td:first-child { white-space: normal; min-width: 8em }
tbody tr { border-top: 1px solid var(--line) }
.tree td:first-child, .tree th:first-child { min-width: 0 }
.tree td:nth-child(2), .tree th:nth-child(2) { text-align: left !important }
.bar { display: inline-block; height: .75em; background: var(--bar) }
svg { width: 100%; height: auto; min-width: 38em } svg text { font-size: 11px; fill: var(--soft) }
svg polyline { fill: none; stroke-width: 2 } svg .grid { stroke: var(--line) }
svg .limit { stroke: var(--limit); stroke-dasharray: 5 4 }
polyline.tree { stroke: var(--tree) } polyline.rss { stroke: var(--rss) } polyline.live { stroke: var(--live) }
.key { display: inline-block; width: 1.1em; height: .25em; margin: 0 .4em .2em 0; vertical-align: middle }
.key.tree { background: var(--tree) } .key.rss { background: var(--rss) } .key.live { background: var(--live) }
.keys span { margin-right: 1.4em; white-space: nowrap }
</style>
<p id="over" class="over" hidden>Nobody answers any more: the watch has ended, and this is its last look.</p>
"""
_RENEW = """<script>
setInterval(async () => {
  try {
    const answer = await fetch("/", {cache: "no-store"});
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(found.querySelector("main"));
    document.getElementById("over").hidden = true;
  } catch { document.getElementById("over").hidden = false; }
}, 2000);
</script>"""


def page(seen: LookedAt) -> str:
    """As HTML."""
    parts = [_title(seen), _chart(seen), _series(seen), _ledger(seen), _descendants(seen), _owners(seen)]
    return f"{_HEAD}<main>{''.join(parts)}</main>{_RENEW}"


def _title(seen: LookedAt) -> str:
    told = [f"watched for {format_seconds(seen.samples[-1].seconds)}"] if seen.samples else ["nothing is seen yet"]
    told += [seen.pace] if seen.pace is not None else []
    if seen.seconds_to_limit is not None:
        told.append(f"{format_seconds(seen.seconds_to_limit)} to the limit of {format_size(seen.limit_bytes)}")
    told.append(f"our own use {100 * seen.own_share:.1f} % of a core")
    ended = '<p class="over">The process has ended.</p>' if seen.ended else ""
    trouble = f'<p class="over">{escape(seen.trouble)}</p>' if seen.trouble else ""
    head = f"<h1>Process {seen.pid}: {escape(seen.command)}</h1>"
    return f'{head}<p class="soft">{escape(", ".join(told))}</p>{ended}{trouble}'


def _chart(seen: LookedAt) -> str:
    drawn = draw_chart(seen)
    if drawn is None:
        return ""
    there = chart_lines(seen)
    keys = "".join(
        f'<span><i class="key {name}"></i>{escape(words)}</span>' for name, words in LINES if name in there
    )
    return f'<section>{drawn}<p class="keys soft">{keys}by the time since the watch began</p></section>'


def _series(seen: LookedAt) -> str:
    """The last value of each, and how far it went."""
    rows = []
    for name, values in series_rows(seen):
        known = [value for value in values if value is not None]
        ends = (values[-1] if values else None, min(known, default=None), max(known, default=None))
        rows.append((name, *map(format_size, ends)))
    return f"<section>{html_table('The last minutes', ('', 'now', 'lowest', 'highest'), rows)}</section>"


def _ledger(seen: LookedAt) -> str:
    moment = seen.moment
    if moment is None or moment.ledger is None:
        return ""
    rows = [_part(PARTS[name], size, moment.rss_bytes) for name, size in moment.ledger.told_parts()]
    head = f"<table><caption>{escape(seen.ledger_title)}</caption><tbody>{''.join(rows)}</tbody></table>"
    return f"<section>{head}{html_paragraphs(sizes('The process holds', moment))}</section>"


def _part(name: str, size: int | None, whole: int) -> str:
    share = "" if size is None else format_share(size, whole)
    width = 12 * (size or 0) / max(whole, 1)
    figures = "".join(f'<td style="text-align: right">{escape(one)}</td>' for one in (format_size(size), share))
    return f'<tr><td>{escape(name)}</td>{figures}<td><i class="bar" style="width: {width:.2f}em"></i></td></tr>'


def _descendants(seen: LookedAt) -> str:
    if not seen.descendants:
        return ""
    table = html_table("Descendants", DESCENDANT_COLUMNS, descendant_rows(seen, KEPT))
    return f'<section class="tree">{table}</section>'


def _owners(seen: LookedAt) -> str:
    if seen.heap is None:
        return f'<p class="soft">{escape(_owners_due(seen))}</p>'
    live = seen.heap.live_bytes
    rows = []
    for row in seen.sorted_owners(by_growth=False)[:_MOST_OWNERS]:
        held = row.owner.retained_bytes if row.owner.retained_bytes is not None else row.owner.live_bytes
        growth = "" if row.growth_bytes is None else format_size(row.growth_bytes)
        figures = (format_size(held), format_share(held, live), growth, f"{row.owner.objects:,}")
        rows.append((row.owner.owner or "", *figures))
    head = ("owner", "retains", "share", "growth", "objects")
    return f"<section>{html_table(seen.heap_title, head, rows)}</section>"


def _owners_due(seen: LookedAt) -> str:
    if seen.reads_owners:
        return "Who holds the live heap is being read."
    when = f" in {format_seconds(seen.seconds_to_owners)}" if seen.seconds_to_owners else ""
    return f"Who holds the live heap is read{when}, when our share of a core allows it."
