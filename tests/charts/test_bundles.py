"""The picture of bundles says what the result says."""

import pytest

from charts.bundles import bundle_bars
from tests.kinds_sell import bundles
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_won_to_the_right_lost_to_the_left(language: str) -> None:
    result = bundles()
    won, lost, gain = bundle_bars(result, Reader(language, "IDR")).data
    row = result.bundles.row(0, named=True)

    assert won.x[-1] == row["won"]
    assert lost.x[-1] == -row["cannibalised"]
    assert gain.x[-1] == pytest.approx(row["won"] - row["cannibalised"])


def test_each_product_has_a_line() -> None:
    chart = bundle_bars(bundles(), Reader("en", "IDR"))

    assert chart.layout.yaxis.ticktext[-1] == "cup<br>tea"
