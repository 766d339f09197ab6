"""The one registry of questions: navigation, command line, reports and classes read it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from analytics.findings import Meaningless
from analytics.proof import Proof
from answers.answer import Answer, Options
from answers.backtest import BacktestOptions, backtest
from answers.books import Books, Instead
from answers.bundles import BundlesOptions, bundles
from answers.checks import check_scope
from answers.clusters import ClustersOptions, clusters
from answers.customer import CustomerOptions, customer
from answers.data import DataOptions, data
from answers.depth import DepthOptions, depth
from answers.duplicates import DuplicatesOptions, duplicates
from answers.flow import FlowOptions, flow
from answers.keeping import KeepingOptions, keeping
from answers.lifetime import LifetimeModel, LifetimeOptions, TimeUnit, lifetime
from answers.migration import MigrationOptions, migration
from answers.next_product import NextProductOptions, next_product
from answers.overview import OverviewOptions, overview
from answers.paths import PathsOptions, paths
from answers.pipeline import PipelineOptions, pipeline
from answers.planning import PlanningOptions, planning
from answers.portfolio import PortfolioOptions, portfolio
from answers.profit import ProfitGroupsOptions, ProfitOptions, profit, profit_groups
from answers.proof import proof_by
from answers.propensity import PropensityOptions, propensity
from answers.quality import QualityOptions, QualityRowsOptions, quality
from answers.quality import rows as quality_rows
from answers.response import ResponseOptions, response
from answers.retention import RetentionOptions, retention
from answers.rfm import RfmOptions, rfm
from answers.rules import RulesOptions, rules
from answers.save_list import SaveListOptions, save_list
from answers.segment_worth import SegmentWorthOptions, segment_worth
from answers.segments import narrowed
from answers.sequences import SequencesOptions, sequences
from answers.service_value import ServiceValueOptions, service_value
from answers.topics import TopicsOptions, topics
from answers.touch_points import TouchPointsOptions, touch_points
from answers.uplift import UpliftOptions, uplift
from answers.upsell import UpsellOptions, upsell
from data.actor import Actor, Right, require
from data.scope import Scope
from data.tables import TABLES


@dataclass(frozen=True)
class Settled:
    """An option of kindred questions that has one value alone here; ``why`` is the key of why."""

    value: StrEnum
    why: str

    def check(self, given: StrEnum) -> None:
        """Raises ``Meaningless`` for any other value."""
        if given is not self.value:
            raise Meaningless(self.why, given.value)


@dataclass(frozen=True)
class Question:
    """One question of the house.

    ``name`` is the command line's; its stem (``_`` for ``-``) names page, note and words.
    ``section`` is its place in the navigation, None for a part of another page. ``needs`` are the
    tables without which it cannot be answered; with ``example`` its page shows the sample company
    in their stead, marked as such. ``instead``: what can answer it where nothing was sold.
    ``proof``: of a question whose answer foretells what customers bring, the backtest that its
    options ask for; ``answer`` then takes the proof too. ``settled``: options that those who ask
    kindred questions know, and that have one value alone here.
    """

    name: str
    section: str | None
    icon: str
    needs: tuple[str, ...]
    options: type[Options]
    answer: Callable[..., Answer[Any]]
    example: bool = False
    instead: Instead = Instead.NOTHING
    proof: Callable[[Any], BacktestOptions] | None = None
    settled: Mapping[str, Settled] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The name of its files."""
        return self.name.replace("-", "_")

    def needed(self, tables: Collection[str]) -> tuple[str, ...]:
        """The tables it needs, where these are there: fewer where it can do without sales."""
        if "order_lines" in tables:
            return self.needs
        if self.instead is Instead.CONTRACTS and "contracts" in tables:
            return ("contracts",)
        if self.instead is Instead.RECORDS and tables:
            others = tuple(table for table in self.needs if table != "order_lines")
            return others or tuple(table for table in TABLES if table in tables)[:1]
        return self.needs


def _without_model(stem: str) -> Mapping[str, Settled]:
    """Questions that count by the month and fit no model of repeat buying."""
    return {
        "model": Settled(LifetimeModel.AUTO, f"{stem}.no_model"),
        "time_unit": Settled(TimeUnit.MONTH, f"{stem}.by_month"),
    }


QUESTIONS: tuple[Question, ...] = (
    Question("overview", "explore", "dashboard", ("order_lines",), OverviewOptions, overview),
    Question("profit", "explore", "finance_mode", ("order_lines",), ProfitOptions, profit),
    Question(
        "profit-groups", None, "category", ("order_lines",), ProfitGroupsOptions, profit_groups
    ),
    Question("customer", "explore", "person_search", ("order_lines",), CustomerOptions, customer),
    Question("rfm", "segment", "grid_view", ("order_lines",), RfmOptions, rfm),
    Question("clusters", "segment", "bubble_chart", ("order_lines",), ClustersOptions, clusters),
    Question("migration", "segment", "swap_horiz", ("order_lines",), MigrationOptions, migration),
    Question(
        "segment-worth",
        "segment",
        "leaderboard",
        ("order_lines",),
        SegmentWorthOptions,
        segment_worth,
    ),
    Question(
        "lifetime",
        "predict",
        "monetization_on",
        ("order_lines",),
        LifetimeOptions,
        lifetime,
        instead=Instead.CONTRACTS,
        proof=lambda o: BacktestOptions(o.model, o.time_unit, o.apart),
    ),
    Question(
        "backtest",
        "predict",
        "fact_check",
        ("order_lines",),
        BacktestOptions,
        backtest,
        instead=Instead.CONTRACTS,
    ),
    Question(
        "retention",
        "predict",
        "group_add",
        ("order_lines",),
        RetentionOptions,
        retention,
        settled=_without_model("retention"),
    ),
    Question(
        "flow",
        "predict",
        "waterfall_chart",
        ("order_lines",),
        FlowOptions,
        flow,
        settled=_without_model("flow"),
    ),
    Question("keeping", None, "balance", ("order_lines",), KeepingOptions, keeping),
    Question(
        "save-list",
        "predict",
        "support",
        ("order_lines",),
        SaveListOptions,
        save_list,
        proof=lambda o: BacktestOptions(o.model, o.time_unit),
    ),
    Question("rules", "sell", "shopping_cart", ("order_lines",), RulesOptions, rules),
    Question("sequences", "sell", "timeline", ("order_lines",), SequencesOptions, sequences),
    Question(
        "next-product", "sell", "recommend", ("order_lines",), NextProductOptions, next_product
    ),
    Question("upsell", "sell", "stairs", ("order_lines", "products"), UpsellOptions, upsell),
    Question("bundles", "sell", "package_2", ("order_lines",), BundlesOptions, bundles),
    Question(
        "response",
        "campaigns",
        "campaign",
        ("order_lines", "campaign_members"),
        ResponseOptions,
        response,
        example=True,
    ),
    Question(
        "touch-points",
        "service",
        "support_agent",
        ("order_lines", "interactions"),
        TouchPointsOptions,
        touch_points,
        example=True,
    ),
    Question(
        "paths",
        "service",
        "route",
        ("order_lines", "interactions"),
        PathsOptions,
        paths,
        example=True,
    ),
    Question(
        "service-value",
        "service",
        "volunteer_activism",
        ("order_lines", "interactions"),
        ServiceValueOptions,
        service_value,
        example=True,
    ),
    Question(
        "topics",
        "service",
        "forum",
        ("order_lines", "interactions"),
        TopicsOptions,
        topics,
        example=True,
    ),
    Question(
        "propensity",
        "campaigns",
        "how_to_reg",
        ("order_lines", "campaigns", "campaign_members"),
        PropensityOptions,
        propensity,
        example=True,
    ),
    Question(
        "depth",
        "campaigns",
        "stacked_line_chart",
        ("order_lines", "campaigns", "campaign_members"),
        DepthOptions,
        depth,
        example=True,
    ),
    Question(
        "uplift",
        "campaigns",
        "trending_up",
        ("order_lines", "campaigns", "campaign_members"),
        UpliftOptions,
        uplift,
        example=True,
    ),
    Question("planning", "campaigns", "edit_calendar", ("order_lines",), PlanningOptions, planning),
    Question(
        "portfolio",
        "people",
        "badge",
        ("order_lines",),
        PortfolioOptions,
        portfolio,
        proof=lambda _: BacktestOptions(),
    ),
    Question(
        "pipeline",
        "people",
        "filter_alt",
        ("order_lines", "opportunities"),
        PipelineOptions,
        pipeline,
        example=True,
    ),
    Question("data", "data", "database", (), DataOptions, data),
    Question(
        "quality",
        "data",
        "verified",
        ("order_lines",),
        QualityOptions,
        quality,
        instead=Instead.RECORDS,
    ),
    Question(
        "quality-rows",
        None,
        "rule",
        ("order_lines",),
        QualityRowsOptions,
        quality_rows,
        instead=Instead.RECORDS,
    ),
    Question(
        "duplicates",
        "data",
        "group",
        ("order_lines", "customers"),
        DuplicatesOptions,
        duplicates,
        instead=Instead.RECORDS,
    ),
)


def question(name: str) -> Question:
    """The question of that name. ``KeyError`` if the house has none."""
    for known in QUESTIONS:
        if known.name == name:
            return known
    raise KeyError(f"no question {name!r}; there are {', '.join(q.name for q in QUESTIONS)}")


Asked = Callable[[Books, Actor, str, Scope, Options], Answer[Any]]
"""How another question is asked: as the registry answers it, or remembered."""


def ask(
    books: Books,
    actor: Actor,
    name: str,
    scope: Scope,
    options: Options | None = None,
    *,
    asked: Asked | None = None,
) -> Answer[Any]:
    """Answer the question ``name`` for ``actor``, from open books.

    What is foretold comes with its proof, which ``asked`` answers. Raises ``Forbidden``,
    ``NotEnoughData``, ``ScopeError``, ``ValueError`` for a wrong option.
    """
    require(actor, Right.SEE, books.company.name)
    if scope.company != books.company.name:
        raise ValueError(f"the books are of {books.company.name}, the scope is of {scope.company}")
    check_scope(books, scope)
    known = question(name)
    given = known.options() if options is None else options
    proven: tuple[Proof, ...] = ()
    if known.proof is not None:
        again, tested = asked or ask, known.proof(given)
        proven = (proof_by(lambda: again(books, actor, "backtest", scope, tested)),)
    if scope.segment is not None:
        scope, _ = books.settle(scope)
        return known.answer(narrowed(books, scope), scope, given, *proven)
    return known.answer(books, scope, given, *proven)
