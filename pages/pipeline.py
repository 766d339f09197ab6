"""What is in the pipeline, how likely is it won, and does its forecast hold?"""

from functools import partial

import streamlit as st

from answers.pipeline import PipelineOptions, Seen
from charts.pipeline import forecast_bars, rate_dots
from ui import cards, choose, downloads, drafts, figures, findings, foot, notes, tables
from ui.page import opened

CARDS = (
    *("deals_open", "open_value", "deal_forecast", "light"),
    *("win_rate", "cycle_days", "overdue_deals", "deal_error"),
)
PARTS = (("forecasts", forecast_bars), ("groups", rate_dots))

view = opened("pipeline")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    seen_by = choose.named(reader, "seen_by", list(Seen), Seen.STAFF)
    ahead = choose.whole(reader, "ahead_days", low=7, high=730, default=90)
with st.spinner(view.text("working")):
    answer = view.ask(PipelineOptions(seen_by, ahead or 90))
result, summary, mark = answer.result, answer.result.summary(), view.mark(answer)

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
for name, draw in PARTS:
    rows = result.frames()[name]
    with figures.part(view, answer, name, partial(draw, result, reader)):
        tables.show(reader, rows, rows.columns, key=f"pipeline_{name}", mark=mark)
        downloads.rows(view, answer, rows, name=name)
with st.container(border=True):
    st.subheader(view.text("deals"), anchor=False)
    st.caption(view.text("deals_help"))
    deals = result.deals
    tables.show(reader, result.stages, result.stages.columns, key="pipeline_stages", mark=mark)
    ticked = tables.show(reader, deals, deals.columns, key="pipeline_deals", mark=mark, select=True)
    chosen = (deals[ticked] if ticked else deals).drop_nulls("customer_id")
    with st.container(horizontal=True, vertical_alignment="center"):
        ids, title = chosen["customer_id"].to_list(), view.text("title")
        name = f"{title}, {reader.date(answer.scope.as_of)}"
        drafts.offer(view, answer, ids, reason=title, name=name, key="pipeline_draft")
        downloads.rows(view, answer, deals, name="deals")
    drafts.listing(view)
notes.show(reader, "pipeline")
foot.show(reader, answer)
