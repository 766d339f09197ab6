"""Strings that some screen somewhere took for code."""

import csv
import re
from pathlib import Path

BAD_INPUTS = Path(__file__).parents[3] / "shared" / "bad-inputs"
PLAIN = re.compile(r"[A-Za-z0-9 .+_-]*")

OURS = (
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


def shared() -> list[str]:
    """Cells of the kept bad files; none where they are absent."""
    cells: set[str] = set()
    for file in sorted(BAD_INPUTS.glob("f_*.csv")):
        text = file.read_bytes().decode(errors="replace")
        cells.update(cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row)
    return sorted(cell for cell in cells if not PLAIN.fullmatch(cell))
