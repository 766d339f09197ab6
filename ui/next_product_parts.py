"""Parts of the page of next products that have a choice of their own."""

import polars as pl
import streamlit as st

from analytics.next_product import NextProduct
from answers import Answer
from data.frames.market import Level, levels
from ui import choose, downloads, drafts, link, tables
from ui.page import View
from words import escape

_PROPOSALS = ("customer_id", "place", "item", "next_chance", "because", "because_item")
_OFFERS = ("rank", "customer_id", "next_chance", "days_taken")
_MOST = 500  # customers of an offer, unless more are asked for


def level(view: View) -> Level:
    """What an item is: only levels at which this company's products differ."""
    known = levels(view.books.facts)
    return choose.one_of(view.reader, "level", list(known), known[0])


def offer_part(view: View, answer: Answer[NextProduct]) -> None:
    """Whom to offer one item: the customers who buy it likeliest next, as a draft list."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("offer"), anchor=False)
        item = _item(view, result)
        if item is None:
            st.caption(view.text("offer_help"))
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            most = choose.days(reader, "most", default=_MOST, most=100_000)
        offered = result.offer(item)
        shown = offered.head(most)
        st.markdown(escape(_said(view, result, item, offered, shown)))
        columns = [name for name in _OFFERS if name != "next_chance" or result.beats]
        tables.show(reader, shown, columns, key="next_offers", mark=view.mark(answer, item, most))
        with st.container(horizontal=True, vertical_alignment="center"):
            reason = view.text("reason", item=item, way=reader.word(result.way))
            name = view.text("draft_name", item=item, day=reader.date(answer.scope.end))
            chosen = shown["customer_id"].to_list()
            drafts.offer(view, answer, chosen, reason=reason, name=name, key="next_draft")
            downloads.rows(view, answer, shown, name="offers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _said(
    view: View, result: NextProduct, item: str, offered: pl.DataFrame, shown: pl.DataFrame
) -> str:
    reader = view.reader
    fields = {
        "item": item,
        "customers": reader.count(shown.height),
        "all": reader.count(offered.height),
    }
    if result.beats and shown.height:
        expected = reader.number(float(shown["next_chance"].sum()), decimals=0)
        return view.text("offer_expected", expected=expected, **fields)
    return view.text("offer_plain", **fields)


def _item(view: View, result: NextProduct) -> str | None:
    """One of the items that may be proposed; in the link."""
    known = result.scores.items.to_list()
    asked = link.asked("item")
    if st.session_state.get("item") not in known:
        st.session_state["item"] = asked[0] if asked and asked[0] in known else None
    chosen = st.selectbox(
        view.text("whom"),
        known,
        key="item",
        index=None,
        format_func=choose.plain,
        placeholder=view.text("choose_item"),
        help=view.text("whom_help"),
    )
    link.keep("item", *([chosen] if chosen else []))
    return chosen


def customers_part(view: View, answer: Answer[NextProduct]) -> None:
    """What is proposed to each customer, and why."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        st.caption(view.text("customers_help" if result.beats else "customers_baseline"))
        columns = [name for name in _PROPOSALS if name != "next_chance" or result.beats]
        tables.show(reader, result.proposals, columns, key="next_all", mark=view.mark(answer))
        downloads.rows(view, answer, result.proposals, name="proposals")
