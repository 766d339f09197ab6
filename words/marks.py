"""What sets a group apart, in words: codes of features with more or less of them than others.

``high~channel:Toko|low~orders`` is read as "mostly via Toko; orders rarely". Names out of the data
follow the first colon of a feature.
"""

from collections.abc import Mapping

NOTHING = "like_all"
_TOGETHER = ("high~channel", "high~category")


def in_words(code: str, messages: Mapping[str, str]) -> str:
    """All marks of a code, most telling first, as one name."""
    if code == NOTHING:
        return messages["marks.like_all"]
    said = "; ".join(_said(mark, names, messages) for mark, names in _gathered(code).items())
    return said[:1].upper() + said[1:]


def feature(key: str, messages: Mapping[str, str]) -> str:
    """The name of a feature."""
    return _named("name", key, messages)


def _gathered(code: str) -> dict[str, list[str]]:
    """The marks of a code; names with the same to say are said at once: "mostly via A and B"."""
    found: dict[str, list[str]] = {}
    for mark in code.split("|"):
        kind, _, name = mark.partition(":")
        found.setdefault(kind if kind in _TOGETHER else mark, []).append(name)
    return found


def _said(mark: str, names: list[str], messages: Mapping[str, str]) -> str:
    side, _, key = mark.partition("~")
    if mark not in _TOGETHER:
        return _named(side, key, messages)
    together = f" {messages['marks.and']} ".join(name.replace("_", " ") for name in names)
    return messages[f"marks.{side}_{key}"].format(name=together)


def _named(side: str, key: str, messages: Mapping[str, str]) -> str:
    stem, _, name = key.partition(":")
    trait, _, value = name.partition(":")
    return messages[f"marks.{side}_{stem}"].format(
        name=name.replace("_", " "), trait=trait.replace("_", " "), value=value
    )
