"""Who bought lately, often and for much, and in which segment is each customer?"""

import streamlit as st

from ui import cards, findings, foot, notes, rates, rfm_editor, rfm_parts, tables
from ui.page import opened

CARDS = ("recency_median", "orders_per_customer", "once_share", "best_share", "quiet")

view = opened("rfm")
reader = view.reader
options = rfm_parts.options(view)
answer = view.ask(options)
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
values = {"customers": summary["customers"], result.basis: result.total}
values |= {key: summary[key] for key in (*CARDS, "quiet_value")}
cards.show(reader, values)
findings.others(reader, result.findings()[1:])
rfm_parts.pictures(view, answer)
rfm_parts.thresholds_part(view, answer)
rfm_parts.segments_part(view, answer)
rfm_parts.customers_part(view, answer)
with st.expander(view.text("apart"), icon=":material/functions:"):
    tables.show(reader, result.lines_apart, result.lines_apart.columns, key="rfm_apart")
rfm_editor.editor(view, options)
rates.editor(view)
notes.show(reader, "rfm")
foot.show(reader, answer)
