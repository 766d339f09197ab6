"""Pictures of a plan: what is seen and what is earned by size of the list."""

import pytest

from charts.planning import profit_by_size, seen_by_size
from tests import contacting
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_size(language: str) -> None:
    result, reader = contacting.plan(), Reader(language, "IDR", 0)

    profit = profit_by_size(result, reader)
    low, high, line = profit.data
    assert list(line.y) == result.sizes["expected_profit"].to_list()
    assert all(a <= b for a, b in zip(low.y, high.y, strict=True))
    assert profit.layout.yaxis.title.text == reader.name("expected_profit")
    seen = seen_by_size(result, reader).data[-1]
    assert list(seen.y) == result.sizes["detectable_effect"].drop_nulls().to_list()
