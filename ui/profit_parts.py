"""Parts of the profit page that have a choice of their own."""

import polars as pl
import streamlit as st

from analytics.profit import Profit
from analytics.profit_groups import Groups
from answers import Answer
from answers.profit import ProfitGroupsOptions, ProfitOptions
from charts.profit import whale_curve
from charts.profit_groups import groups_bars
from data.frames.groups import Dimension
from ui import choose, downloads, drafts, figures, findings, tables
from ui.page import View
from words import escape

_MONEY = ("revenue", "gross_margin", "contribution", "cost_to_serve", "profit")
_GROUPS = (
    *("rank", "group", "customers", "revenue", "profit", "share", "margin_share"),
    *("yardstick_margin", "to_yardstick"),
    *("orders", "gross_margin", "contribution", "cost_to_serve"),
)


def curve_part(view: View, answer: Answer[Profit]) -> tuple[float, float] | None:
    """The whale curve; gives the shares of customers that a box was drawn over."""
    result, reader = answer.result, view.reader
    spread, basis = result.spread(), reader.word(result.basis)
    with st.container(border=True):
        st.subheader(view.text("curve"), anchor=False)
        st.caption(view.text("choose_curve"))
        curve = view.drawn(answer, "curve", lambda: whale_curve(result, reader))
        alt = view.text("alt_whale", basis=basis, peak=reader.share(spread.peak))
        if spread.peak is None:
            total = reader.compact_money(spread.total)
            alt = view.text("alt_whale_money", basis=basis, value=total)
        box = figures.show(view, answer, curve, name="curve", alt=alt, select=True)
        figures.save(view, answer, curve, name="curve", title=view.text("curve"))
    return box


def customers_part(view: View, answer: Answer[Profit], box: tuple[float, float] | None) -> None:
    """The customers behind the curve; those chosen can be kept as a draft list or exported."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        chosen, reason = _chosen(view, answer, box)
        with st.container(horizontal=True, vertical_alignment="center"):
            customers = chosen["customer_id"].to_list()
            name = f"{reason}, {reader.date(answer.scope.end)}"
            drafts.offer(view, answer, customers, reason=reason, name=name, key="profit_draft")
            downloads.rows(view, answer, chosen, name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _chosen(
    view: View, answer: Answer[Profit], box: tuple[float, float] | None
) -> tuple[pl.DataFrame, str]:
    """The customers chosen by box, tier or tick, and why in words; all that are shown if none."""
    result, reader = answer.result, view.reader
    basis = reader.word(result.basis)
    tier = _tier(view, disabled=box is not None)
    shown = result.customers
    reason = view.text("reason_tier", tier=view.text("tier_all"), basis=basis)
    if box is not None:
        shown = shown.filter(pl.col("customer_share").is_between(*box))
        if shown.height:
            first, last = (reader.count(shown["rank"][place]) for place in (0, -1))
            reason = view.text("reason_curve", first=first, last=last, basis=basis)
    elif tier is not None:
        shown = result.tier(tier)
        reason = view.text("reason_tier", tier=reader.word(tier), basis=basis)
    mark = view.mark(answer, tier, box)
    key = f"profit_customers_{mark}"
    ticked = tables.show(reader, shown, _columns(result.basis), key=key, mark=mark, select=True)
    if ticked:
        shown = shown[ticked]
        reason = view.text("reason_rows", basis=basis)
    key = "tables.chosen"
    if box is None and tier is None and not ticked:
        key = "tables.chosen_all"
    st.caption(reader.text(key, customers=reader.count(shown.height)))
    return shown, reason


def _columns(basis: str) -> list[str]:
    """The columns of the table of customers: the basis in front, where a phone shows it too."""
    rest = [money for money in _MONEY if money != basis]
    return ["rank", "customer_id", basis, "value_share", "tier", "orders", *rest]


def _tier(view: View, *, disabled: bool) -> str | None:
    chosen = st.segmented_control(
        view.text("tiers"),
        ["vital_few", "useful_many", "loss_makers"],
        format_func=view.reader.word,
        key="profit_tier",
        disabled=disabled,
        label_visibility="collapsed",
    )
    return None if disabled or chosen is None else str(chosen)


def staying_part(view: View, result: Profit) -> None:
    """Where there is no earlier period to compare with, say how to get one."""
    if result.staying is None:
        st.markdown(f":material/info: {escape(view.text('staying_none'))}")


def group_part(view: View, profit: ProfitOptions) -> None:
    """The same by product, category, channel, region, customer type, ..."""
    if not view.books.dimensions:
        return
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("groups"), anchor=False)
        known = list(view.books.dimensions)
        usual = Dimension.CATEGORY if Dimension.CATEGORY in known else known[0]
        by = choose.one_of(reader, "by", known, usual)
        basis = profit.basis
        options = ProfitGroupsOptions(by, basis, profit.acquisition, profit.campaigns)
        answer: Answer[Groups] = view.ask(options, "profit-groups")
        result = answer.result
        found = result.findings()
        findings.others(reader, found)
        title = view.text("alt_groups_title", basis=reader.word(basis), by=reader.word(by.value))
        figures.picture(
            view, answer, "groups", lambda: groups_bars(result, reader), alt=title, title=title
        )
        unstated = reader.text("app.not_stated").capitalize()
        rows = result.groups.with_columns(pl.col("group").fill_null(unstated))
        tables.show(reader, rows, _GROUPS, key="profit_groups", mark=view.mark(answer))
        downloads.rows(view, answer, result.with_total(), name=f"by-{by.value}")
