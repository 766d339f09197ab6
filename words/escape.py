"""Nothing from the data is ever code: the one place where text is made safe to show."""

import re
import unicodedata

_JOINER = "\u2060"  # invisible; parts what a renderer would join into a link, an icon or a symbol
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$&^=\"'])")
_TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}


def visible(text: object) -> str:
    """``text`` on one line, its control and direction characters replaced by a visible mark."""
    return "".join(
        " " if c in "\t\n\r\u2028\u2029\x0b\x0c" else "\ufffd" if _hidden(c) else c
        for c in str(text)
    )


def _hidden(character: str) -> bool:
    """Control characters, surrogates, and format characters that turn the writing direction."""
    category = unicodedata.category(character)
    return category in {"Cc", "Cs"} or character in _TURNS


def escape(text: object) -> str:
    """``text`` as Streamlit's markdown shows it literally: no link, icon, colour, formula or HTML.

    Backslashes disarm the syntax. Links, e-mail addresses, ``:icons:`` and arrows are found again
    in the finished text, after backslashes are gone, so an invisible joiner parts them.
    """
    shown = _MARKUP.sub(r"\\\1", visible(text))
    shown = re.sub(r"([:@])", rf"\1{_JOINER}", shown)
    shown = re.sub(r"(?i)(www)\.", rf"\1{_JOINER}.", shown)
    shown = re.sub(r"(\\[-<>=~])(?=\\[-<>=~])", rf"\1{_JOINER}", shown)
    shown = re.sub(r"^(\s*\d+)\.", r"\1\\.", shown)  # no numbered list
    shown = re.sub(r"^(?=\s)", _JOINER, shown)  # no indented code
    return re.sub(r"(?<=\s)$", _JOINER, shown)  # a bold sign after it still closes


def escape_figure(text: object) -> str:
    """``text`` as Plotly shows it literally in titles, labels, legends and hovers."""
    return "".join(_ENTITIES.get(c, c) for c in visible(text))
