"""What is drawn is drawn once, for whoever reads it in the same words; no memory, nothing kept."""

from collections.abc import Iterator

import pytest

from ui import cache
from words import Reader


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_a_picture_is_drawn_once_for_each_reader() -> None:
    drawn: list[str] = []
    for language in ("en", "id", "en"):
        cache.drawn(("view", Reader(language)), lambda: drawn.append("a picture"))
    assert len(drawn) == 2


def test_without_room_for_answers_no_picture_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "BUDGET", 0)
    numbers = iter((1, 2))
    assert [cache.drawn("view", lambda: next(numbers)) for _ in range(2)] == [1, 2]
