"""What sets a group apart, in words: codes of features with more or less of them than others.

``high~channel:Toko|low~orders`` is read as "mostly via Toko; orders rarely". Names out of the data
follow the first colon of a feature.
"""

from collections.abc import Mapping

NOTHING = "like_all"


def in_words(code: str, messages: Mapping[str, str]) -> str:
    """All marks of a code, most telling first, as one name."""
    if code == NOTHING:
        return messages["marks.like_all"]
    said = "; ".join(_mark(mark, messages) for mark in code.split("|"))
    return said[:1].upper() + said[1:]


def feature(key: str, messages: Mapping[str, str]) -> str:
    """The name of a feature."""
    return _named("name", key, messages)


def _mark(mark: str, messages: Mapping[str, str]) -> str:
    side, _, key = mark.partition("~")
    return _named(side, key, messages)


def _named(side: str, key: str, messages: Mapping[str, str]) -> str:
    stem, _, name = key.partition(":")
    trait, _, value = name.partition(":")
    return messages[f"marks.{side}_{stem}"].format(
        name=name.replace("_", " "), trait=trait.replace("_", " "), value=value
    )
