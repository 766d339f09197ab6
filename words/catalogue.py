"""The catalogue of words: ``locales/<language>/<section>.toml``, one file for each page."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parents[1] / "locales"
LANGUAGES: Mapping[str, str] = {"en": "English", "id": "Bahasa Indonesia"}


@cache
def messages(language: str) -> Mapping[str, str]:
    """All messages of one language, by ``section.key``.

    Raises ``KeyError`` for a language that is not in :data:`LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    return {
        f"{section.stem}.{key}": text
        for section in sorted((LOCALES / language).glob("*.toml"))
        for key, text in tomllib.loads(section.read_text(encoding="utf-8")).items()
    }
