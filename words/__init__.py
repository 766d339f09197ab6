"""Every word on screen, every number as the reader writes it, and the one place of escape."""

from words.catalogue import LANGUAGES, messages
from words.escape import escape, escape_figure, visible
from words.reader import Reader
from words.records import in_words

__all__ = ["LANGUAGES", "Reader", "escape", "escape_figure", "in_words", "messages", "visible"]
