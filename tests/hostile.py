"""Strings that some screen somewhere took for code, and a company whose every name is one."""

import csv
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from data.workspace import Workspace
from tests import companies
from tests.companies import Line

BAD_INPUTS = Path(__file__).parents[2] / "shared" / "bad-inputs"
PLAIN = re.compile(r"[A-Za-z0-9 .+_-]*")

MARKUP = (
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<a href='https://evil.example'>x</a>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<!-- no comment -->",
    "&lt;b&gt; &amp; &#60;i&#62; &copy;",
    ":material/delete:",
    ":streamlit:",
    ":red[danger] :blue-badge[x] :small[y]",
    ":smile: :+1: :-1: :heart:",
    "$x^2$ and $$y$$",
    r"\(a\) \[b\] \$c\$ \\",
    "http://evil.example/a?b=c",
    "https://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "WWW.evil.example/x_(y)",
    "see(www.evil.example)",
    "mailto:me@evil.example",
    "me@evil.example",
    "me.too+x@sub.evil.example",
    "xmpp:me@evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "<https://evil.example>",
    "<me@evil.example>",
    "[ref]: https://evil.example",
    "[ref][] [^1] [^1]: note",
    "| a | b |",
    "|---|---|",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "# heading",
    "## heading ##",
    "> quote",
    "---",
    "===",
    "***",
    "**bold** __bold__ *it* _it_ ~~gone~~ ==mark==",
    "`code` ``code``",
    "```",
    "~~~",
    "    indented",
    "\tindented",
    "-> <- <-> -- >= <= ~=",
    "a -> b",
    "{value} {0} {{x}} %s {% raw %}",
    "{'style': 'x'}",
    "line one\nline two\r\n\r\nline four",
    "# one\n\n- two\n\n    three",
    "bell\x07 escape\x1b[31m nul\x00 del\x7f next\x85",
    "\u202eevil\u202c \u2066x\u2069 \u200f \u200e \u061c",
    "line\u2028separator\u2029paragraph",
    "trailing backslash \\",
    "two trailing spaces  ",
    "=1+1",
    "@SUM(A1)",
    "'quoted' \"double\"",
    "",
    " ",
    "Ibu Sri Wahyuni, S.E. (Medan)",
)
"""All that markdown, HTML, a figure or a terminal could read as more than text."""
CHARTED = MARKUP[:30]
"""Those that stand in charts of a page of their own."""

OWN = (
    "[link](http://evil.example/md)",
    "![picture](http://evil.example/md.png)",
    "<a href='http://evil.example/a'>anchor</a>",
    "<img src=http://evil.example/i.png onerror=alert(1)>",
    "<script>alert(2)</script>",
    "<iframe src=http://evil.example/f></iframe>",
    "<svg onload=alert(3)>",
    "http://evil.example/auto",
    "https://evil.example/auto?a=1&b=2",
    "www.evil.example",
    "ani@evil.example",
    "<http://evil.example/angle>",
    "[ref]: http://evil.example/ref",
    "javascript:alert(4)",
    ":material/delete:",
    ":red[red] :smile: :streamlit:",
    "$\\frac{1}{2}$ and $$x$$",
    "**bold** _slanted_ ~~gone~~ `code`",
    "# Heading",
    "- item",
    "1. first",
    "> said",
    "a <-> b -- c => d",
    "&lt;b&gt; &amp; &#36;",
    "<b>bold</b><br>next",
    "%{customdata} %{x:.0%}",
    "{company} {0} {{7*7}}",
    '=HYPERLINK("http://evil.example")',
    "+1 -2 @SUM(A1)",
    "'; drop table customers --",
    "\\_\\(\\[",
    "\r=1+1",
    "\t@SUM(A1)",
)
TITLE = "<i>Toko</i> [x](http://evil.example/title) $a$ :material/delete: www.evil.example"


def bad_cells() -> list[str]:
    """Every cell of shared bad-inputs/f_*.csv that is not plain; none without the folder."""
    cells: set[str] = set()
    for path in sorted(BAD_INPUTS.glob("f_*.csv")):
        text = path.read_bytes().decode(errors="replace")
        cells.update(cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row)
    return sorted(cell for cell in cells if not PLAIN.fullmatch(cell))


def bad_inputs() -> tuple[str, ...]:
    """The cells of shared bad-inputs/f_*.csv that stand out; none without the folder."""
    found: dict[str, None] = {}
    for path in sorted(BAD_INPUTS.glob("f_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
        strange = [rows[0][-1]] if "header" in path.stem else [row[1] for row in rows[1:]]
        found |= dict.fromkeys(
            cell for cell in strange if cell and not cell.startswith(("Nama ", "user"))
        )
    return tuple(found)


def company(workspace: Workspace, name: str, strings: Sequence[str]) -> str:
    """Each string is a customer, a product, a category, a channel, a region, a store and a type.

    Every third customer loses money, and the first earns most.
    """
    size = len(strings)
    lines = [
        Line(
            f"O{month}-{place}",
            string,
            date(2025, month, 1 + (place + month) % 28),
            amount,
            amount * (1.4 if place % 3 == 2 else 0.5),
            f"P{(place + month) % size}",
            channel=strings[(place + 1) % size],
            region=strings[(place + 2) % size],
            store=strings[(place + 3) % size],
        )
        for month in (1, 2, 3)
        for place, string in enumerate(strings)
        for amount in ((size - place) * 10_000,)
    ]
    named = {f"P{place}": (string, string) for place, string in enumerate(strings)}
    kinds: dict[str, str | None] = {string: string for string in strings}
    tables = {
        "order_lines": companies.order_lines(lines),
        "customers": companies.customers(kinds),
        "products": companies.products(named),
    }
    return companies.put(workspace, name, tables, title=TITLE, rate={"order": "1000"})
