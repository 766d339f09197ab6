"""Our small lexicon of words of mood and topic, in English and Indonesian, as written in TOML.

The files beside this one are the whole of it: whoever wants to know why a note counts as bad looks
there. Entries of both languages are used together, for notes mix them.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "id")
TOPICS = (
    *("return", "payment", "stock", "digital", "delivery", "price", "service", "product"),
    "other",
)
"""Families of topics, in the order in which equals are settled."""
LONGEST = 5
"""Words of the longest entry."""
NEGATED = "NO"

_PARTS = re.compile(r"[,\n]+")
_TOKEN = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*|[\U0001F300-\U0001FAFF\u2600-\u27BF]|[.!?;:,()\n]")
_HIDDEN = re.compile(r"\S*@\S+|https?://\S+|www\.\S+")
_LONG = re.compile(r"(.)\1{2,}")
_ENDINGS = ("nya", "ku", "mu", "lah", "kah", "pun")
_SHORTEST = 3
_EMOJI = {
    1.0: "👍😊😀😃😄😁😍🥰🤩👏💯❤💖😋🔥⭐😘🥳",
    -1.0: "😡😠👎😞😢😭🤮💔😤😒🙄😩😣😖🤬😑",
}


@dataclass(frozen=True)
class Words:
    """Entries by their text: exact ones, and those that end in ``*`` by their beginning."""

    exact: Mapping[str, float]
    stems: Mapping[str, float]
    sizes: Mapping[str, int]  # by first word: how many words its longest entry has

    def find(self, text: str) -> tuple[str, float] | None:
        """The entry that ``text`` (some words) is, and its weight; the longest beginning wins."""
        if text in self.exact:
            return text, self.exact[text]
        words = text.count(" ")
        for end in range(len(text), _SHORTEST - 1, -1):
            stem = text[:end]
            if stem.count(" ") < words:
                return None
            if stem in self.stems:
                return f"{stem}…", self.stems[stem]
        return None


@dataclass(frozen=True)
class Lexicon:
    """``mood``: entries with their weight, above 0 for good ones. ``topics``: entries by family.

    The rest are single words or phrases that turn, strengthen or weaken a word beside them, that
    part a sentence, that make it a question, or that say nothing.
    """

    mood: Words
    topics: Mapping[str, Words]
    negators: frozenset[str]
    stronger: frozenset[str]
    weaker: frozenset[str]
    but: frozenset[str]
    although: frozenset[str]
    asks: frozenset[str]
    why: frozenset[str]
    plain: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The entries of both languages."""
    told = [_read(language) for language in LANGUAGES]
    mood: dict[str, float] = {face: worth for worth, faces in _EMOJI.items() for face in faces}
    for one in told:
        mood |= {entry: float(w) for w, text in one["mood"].items() for entry in entries(text)}
    topics = {}
    for family in TOPICS[:-1]:
        known: dict[str, float] = {}
        for one in told:
            for weight, text in one["topics"].get(family, {}).items():
                known |= {entry: float(weight) for entry in entries(text)}
        topics[family] = _words(known)
    turns = {
        name: frozenset(entry for one in told for entry in entries(one["turns"].get(name, "")))
        for name in (
            *("negators", "stronger", "weaker", "but", "although", "asks", "why", "plain"),
        )
    }
    return Lexicon(_words(mood), topics, **turns)


def entries(text: str) -> Iterator[str]:
    """The entries of a text that parts them by commas or lines."""
    for part in _PARTS.split(text):
        if entry := " ".join(part.split()):
            yield entry


def tokens(text: str) -> list[str]:
    """Words, faces and marks of a note in one form; addresses of e-mail and the web are left out.

    Letters that are drawn out are drawn together (baguuus), doubled words are one (cepat-cepat).
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    return [_plain(token) for token in _TOKEN.findall(_HIDDEN.sub(" ", plain))]


def endless(token: str) -> str | None:
    """The word without an Indonesian ending: harganya, harga. None where there is none."""
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= _SHORTEST:
            return token.removesuffix(ending)
    return None


def _plain(token: str) -> str:
    token = _LONG.sub(r"\1", token)
    if len(token) > _SHORTEST and token.endswith("2") and token[:-1].isalpha():
        return token[:-1]
    first, dash, second = token.partition("-")
    return first if dash and second.removesuffix("nya") == first else token


def _words(known: Mapping[str, float]) -> Words:
    exact = {entry: weight for entry, weight in known.items() if not entry.endswith("*")}
    stems = {entry[:-1]: weight for entry, weight in known.items() if entry.endswith("*")}
    sizes: dict[str, int] = {}
    for entry in known:
        first, *more = entry.split(" ")
        if more:
            sizes[first] = max(sizes.get(first, 1), 1 + len(more))
    return Words(exact, stems, sizes)


def _read(language: str) -> dict[str, Any]:
    file = Path(__file__).with_name(f"{language}.toml")
    told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return told
