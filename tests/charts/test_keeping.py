"""The bars of winning and keeping are the costs of a head."""

import numpy as np

from charts.keeping import cost_bars
from tests.staying import costs
from words import Reader


def test_bars_add_up_to_a_head() -> None:
    chart = cost_bars(costs(), Reader("id", "IDR", 0))

    np.testing.assert_allclose(np.sum([bar.x for bar in chart.data], axis=0), [10.0, 40.0])
    assert chart.layout.yaxis.ticktext == ("Mempertahankan pelanggan", "Mendapatkan pelanggan")
