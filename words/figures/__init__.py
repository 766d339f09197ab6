"""The vocabulary of figures: every column, card and field of a finding has one key and one unit.

One module for each section of the navigation, and one for what several of them speak of; a key
stands in one of them. The names and explanations of the keys stand in ``locales/``, in
``figures.toml`` and ``figures_help.toml``; how a unit is written is the business of ``words``.
"""

from collections.abc import Mapping

from words.figures.campaigns import CAMPAIGNS
from words.figures.common import COMMON
from words.figures.data import DATA
from words.figures.explore import EXPLORE
from words.figures.people import PEOPLE
from words.figures.predict import PREDICT
from words.figures.segment import SEGMENT
from words.figures.sell import SELL
from words.figures.service import SERVICE
from words.figures.unit import Unit

__all__ = ["FIGURES", "SECTIONS", "Unit", "figure_of"]

SECTIONS: Mapping[str, Mapping[str, Unit]] = {
    "common": COMMON,
    "explore": EXPLORE,
    "segment": SEGMENT,
    "predict": PREDICT,
    "sell": SELL,
    "campaigns": CAMPAIGNS,
    "service": SERVICE,
    "people": PEOPLE,
    "data": DATA,
}

FIGURES: Mapping[str, Unit] = {
    key: unit for section in SECTIONS.values() for key, unit in section.items()
}

_OF_A_QUESTION: Mapping[tuple[str, str], str] = {("response", "effect"): "response_effect"}


def figure_of(question: str, column: str) -> str:
    """The key of a column that means something else in the frames of one question."""
    return _OF_A_QUESTION.get((question, column), column)
