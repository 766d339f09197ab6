"""The catalogue of words: ``locales/<language>.toml``, one section for each page."""

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
    sections = tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{name}.{key}": text for name, part in sections.items() for key, text in part.items()}
