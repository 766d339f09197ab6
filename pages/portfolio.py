"""Whose customers bring the margin, stay, and are worth most in the time to come?"""

from functools import partial

import polars as pl
import streamlit as st

from answers.portfolio import Holder, PortfolioOptions
from charts.portfolio import margin_bars, retention_dots
from ui import cards, choose, downloads, drafts, figures, findings, foot, navigation, notes, tables
from ui.page import opened

CARDS = (
    *("holders", "held_customers", "held_margin_share", "retention"),
    *("value_ahead", "light"),
)
PARTS = (("margin", margin_bars), ("retention", retention_dots))

view = opened("portfolio")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    holder = choose.one_of(reader, "holder", list(Holder), Holder.OWNER)
    window = choose.whole(reader, "window_days", low=30, high=1096, default=365)
with st.spinner(view.text("working")):
    answer = view.ask(PortfolioOptions(holder, window or 365))
result, summary, mark = answer.result, answer.result.summary(), view.mark(answer)

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
navigation.link(reader, "backtest", view.text("see_proof"))
for name, draw in PARTS:
    with figures.part(view, answer, name, partial(draw, result, reader)):
        pass
with st.container(border=True):
    st.subheader(view.text("holders"), anchor=False)
    st.caption(view.text("holders_help"))
    rows = result.holders
    ticked = tables.show(reader, rows, rows.columns, key="holders", mark=mark, select=True)
    held = result.customers.filter(pl.col("holder").is_not_null())
    if ticked:
        held = result.customers.join(rows[ticked], on="holder", how="semi", nulls_equal=True)
    with st.container(horizontal=True, vertical_alignment="center"):
        ids, title = held["customer_id"].to_list(), view.text("title")
        name = f"{title}, {reader.date(answer.scope.as_of)}"
        drafts.offer(view, answer, ids, reason=title, name=name, key="portfolio_draft")
        downloads.rows(view, answer, rows, name="holders")
    drafts.listing(view)
notes.show(reader, "portfolio")
foot.show(reader, answer)
