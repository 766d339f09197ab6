"""Who moved to a better or a worse segment, what are they worth, and what comes next?"""

import streamlit as st

from answers.migration import MigrationOptions, Segmentation, Window
from charts.migration import flows
from ui import cards, choose, downloads, figures, findings, foot, migration_parts, notes, tables
from ui.page import opened

CARDS = ("customers", "moved_up", "moved_down", "joined", "stayed", "up_change", "down_change")

view = opened("migration")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    segmentation = choose.one_of(reader, "segmentation", list(Segmentation), Segmentation.RFM)
    window = choose.one_of(reader, "window", list(Window), Window.QUARTER)
    since = migration_parts.since_part(view, window)
options = MigrationOptions(segmentation, window, since)
answer = view.ask(options)
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in (*CARDS, "profit_ahead")})
findings.others(reader, result.findings()[1:])
with st.container(border=True):
    st.subheader(view.text("flows"), anchor=False)
    days = {"from_day": reader.date(result.from_day), "to_day": reader.date(result.to_day)}
    st.caption(view.text("flows_help", **days))
    figures.picture(view, answer, "flows", lambda: flows(result, reader))
    tables.show(reader, result.segments, result.segments.columns, key="migration_segments")
    downloads.rows(view, answer, result.segments, name="segments")
migration_parts.customers_part(view, answer)
migration_parts.matrix_part(view, answer)
migration_parts.months_part(view, answer)
migration_parts.ahead_part(view, answer)
notes.show(reader, "migration")
foot.show(reader, answer)
