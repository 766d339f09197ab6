"""Every figure that the house can show is drawn on paper too, in both languages."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping

import plotly.graph_objects as go
import pytest

import charts
from analytics.findings import Result
from answers import QUESTIONS, Books, ask, open_books
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from reports.draw import KINDS, draw
from tests import (
    buyers,
    campaigning,
    companies,
    contacting,
    customers,
    kinds,
    kinds_market,
    kinds_sell,
    selling,
    service,
    staying,
    tidiness,
)
from words import Reader
from words.figures import FIGURES, figure_of

RESULTS: Mapping[str, str] = {
    **dict.fromkeys(("whale_curve", "falls_chart"), "profit"),
    **dict.fromkeys(("month_bars", "factor_bars"), "overview"),
    "groups_bars": "profit-groups",
    "event_points": "customer",
    **dict.fromkeys(("rfm_map", "segment_shares"), "rfm"),
    **dict.fromkeys(("cluster_lines", "cluster_map"), "clusters"),
    **dict.fromkeys(("flows", "move_matrix", "moves_by_month", "heads_ahead"), "migration"),
    "worth_bars": "segment-worth",
    **dict.fromkeys(("cohort_cells", "kept_curves", "margin_curves"), "retention"),
    **dict.fromkeys(("flow_bars", "flow_ahead"), "flow"),
    "risk_bars": "save-list",
    "cost_bars": "keeping",
    **dict.fromkeys(("rule_network", "rule_matrix"), "rules"),
    **dict.fromkeys(("step_days", "step_flows"), "sequences"),
    "hit_points": "next-product",
    "bundle_bars": "bundles",
    "rise_points": "upsell",
    "check_bars": "quality",
    "column_bars": "data",
    **dict.fromkeys(("value_path", "portfolio_map", "origin_bars"), "lifetime"),
    **dict.fromkeys(("tracking_lines", "decile_bars", "bin_bars", "rival_bars"), "backtest"),
    "reason_bars": "duplicates",
    **dict.fromkeys(("gains_curve", "calibration_points"), "propensity"),
    "profit_by_depth": "depth",
    **dict.fromkeys(("qini_curve", "group_points"), "uplift"),
    **dict.fromkeys(("seen_by_size", "profit_by_size"), "planning"),
    **dict.fromkeys(("volume_bars", "hour_cells", "group_bars", "faq_bars"), "touch-points"),
    **dict.fromkeys(("attribution_bars", "after_points"), "paths"),
    "gap_points": "service-value",
    **dict.fromkeys(("mood_bars", "mood_lines"), "topics"),
    **dict.fromkeys(("rate_dots", "forecast_bars"), "pipeline"),
    **dict.fromkeys(("margin_bars", "retention_dots"), "portfolio"),
    **dict.fromkeys(("effect_dots", "rate_dots", "day_lines", "day_money"), "response"),
}
"""The question whose result each figure shows."""

MADE_UP: Mapping[str, Callable[[], Result]] = {
    "clusters": kinds.clusters,
    "customer": customers.regular,
    "migration": kinds.migration,
    "segment-worth": kinds.worth,
    "rules": kinds_market.rules,
    "sequences": kinds_market.sequences,
    "next-product": kinds_sell.next_product,
    "bundles": kinds_sell.bundles,
    "upsell": kinds_sell.upsell,
    "duplicates": tidiness.duplicates,
    "lifetime": buyers.lifetime,
    "backtest": buyers.backtest,
    "retention": staying.retention,
    "flow": staying.statement,
    "save-list": staying.slipping,
    "propensity": contacting.propensity,
    "depth": contacting.depth,
    "uplift": contacting.uplift,
    "planning": contacting.plan,
    "keeping": staying.costs,
    "touch-points": service.touch_points,
    "paths": service.paths,
    "service-value": service.service_value,
    "topics": service.topics,
    "pipeline": selling.pipeline,
    "portfolio": selling.portfolio,
    "response": campaigning.response,
}
"""Results of questions that a shop of twelve customers is too small for."""


def builders() -> Iterator[Callable[..., go.Figure]]:
    """Every public function of ``charts`` that makes a figure of a result."""
    for module in pkgutil.iter_modules(charts.__path__, "charts."):
        for name, found in inspect.getmembers(importlib.import_module(module.name)):
            makes = inspect.isfunction(found) and found.__annotations__.get("return") is go.Figure
            own = makes and found.__module__ == module.name and not name.startswith("_")
            if own and "reader" in inspect.signature(found).parameters:
                yield found


BUILDERS = {builder.__name__: builder for builder in builders()}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    workspace: Workspace = open_workspace(tmp_path_factory.mktemp("drawn"))
    yield open_books(workspace, LOCAL_OWNER, companies.shop(workspace))
    workspace.close()


def result(books: Books, question: str) -> Result:
    if question in MADE_UP:
        return MADE_UP[question]()
    assert books.span
    days = {"start": books.span.last.replace(month=4), "end": books.span.last}
    return ask(books, LOCAL_OWNER, question, Scope("toko", **days)).result


def test_no_figure_is_left_out() -> None:
    assert BUILDERS.keys() == RESULTS.keys()
    rows_alone = {"quality-rows"}  # keys without a picture
    assert set(RESULTS.values()) == {question.name for question in QUESTIONS} - rows_alone


@pytest.mark.parametrize("language", ["en", pytest.param("id", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", RESULTS)
def test_it_is_drawn_with_its_words(books: Books, name: str, language: str) -> None:
    words, question = Reader(language, "IDR", 0), RESULTS[name]
    found = result(books, question)
    # some of these keys are put together from parts, where no search finds them
    assert {key for key in found.summary() if figure_of(question, key) not in FIGURES} == set()
    figure = BUILDERS[name](found, words)

    drawn = {kind: draw(figure, kind, title="Judul") for kind in KINDS}
    assert drawn["png"].startswith(b"\x89PNG")
    text = drawn["svg"].decode()
    assert "Judul" in text
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        if axis.title.text and axis.visible is not False:
            assert axis.title.text.split()[0] in text
        for label in axis.ticktext or () if axis.visible is not False else ():
            assert label.replace("<br>", " ").split()[0] in text
