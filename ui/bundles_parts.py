"""Parts of the page of bundles that have a choice of their own."""

import polars as pl
import streamlit as st

from analytics.bundles import Bundles
from answers import Answer
from ui import choose, downloads, drafts, link, tables
from ui.page import View
from words import escape

_CUSTOMERS = (
    *("customer_id", "margin_if_taken", "products_had", "products_lacked", "times"),
    "last_bought",
)
_MOST = 500  # customers of a draft list, unless more are asked for


def customers_part(view: View, answer: Answer[Bundles]) -> None:
    """Who has a part of one bundle and not the rest; they can be kept as a draft list."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        products = _bundle(view, result)
        most = choose.days(reader, "most", default=_MOST, most=100_000)
        some, offered = result.in_part(products), result.customers(products)
        st.markdown(escape(_said(view, products, some, offered)))
        if offered.is_empty():
            return
        shown = offered.head(most)
        mark = view.mark(answer, products, most)
        tables.show(reader, shown, _CUSTOMERS, key="bundles_customers", mark=mark)
        with st.container(horizontal=True, vertical_alignment="center"):
            reason = view.text("reason", products=products)
            name = view.text("draft_name", products=products, day=reader.date(answer.scope.end))
            chosen = shown["customer_id"].to_list()
            drafts.offer(view, answer, chosen, reason=reason, name=name, key="bundles_draft")
            downloads.rows(view, answer, shown, name="customers")
        drafts.listing(view)
        st.caption(escape(view.text("customers_help")))
        st.caption(reader.text("tables.for_analysis"))


def _said(view: View, products: str, some: pl.DataFrame, offered: pl.DataFrame) -> str:
    """How many have a part, and how many of them are worth an offer at this price."""
    reader = view.reader
    counts = {"customers": reader.count(some.height), "products": products}
    if offered.is_empty():
        return view.text("customers_none" if some.height else "customers_nobody", **counts)
    fields = {"offered": reader.count(offered.height)}
    for name, value in (("low", offered["margin_if_taken"].min()), ("high", _first(offered))):
        fields[name] = reader.compact_money(float(value))  # type: ignore[arg-type]
    return view.text("customers_some", **counts, **fields)


def _first(offered: pl.DataFrame) -> float:
    return float(offered["margin_if_taken"][0])


def _bundle(view: View, result: Bundles) -> str:
    """One of the first bundles; in the link. One that is not there means the first."""
    known = result.offered()
    if st.session_state.get("bundle") not in known:
        asked = next(iter(link.asked("bundle")), "")
        st.session_state["bundle"] = asked if asked in known else known[0]
    label = view.text("whom")
    chosen = st.selectbox(label, known, key="bundle", format_func=choose.plain)
    link.keep("bundle", *([chosen] if chosen != known[0] else []))
    return str(chosen)
