"""Who moves up to dearer products inside a category, and who is likely to?"""

import streamlit as st

from charts.upsell import rise_points
from ui import cards, downloads, figures, findings, foot, limits, notes, tables, upsell_parts
from ui.page import opened

CARDS = (
    *("ladders_climbed", "rise", "moved_up", "moved_down"),
    *("auc", "likely_customers", "expected_contribution", "ladders"),
)

view = opened("upsell")
reader = view.reader
answer = view.ask(upsell_parts.options(view))
result, summary, mark = answer.result, answer.result.summary(), view.mark(answer)

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
with st.container(border=True):
    st.subheader(view.text("ladders"), anchor=False)
    st.caption(view.text("ladders_help"))
    figures.picture(view, answer, "ladders", lambda: rise_points(result, reader))
    tables.show(reader, result.ladders, result.ladders.columns, key="upsell_ladders", mark=mark)
    downloads.rows(view, answer, result.ladders, name="ladders")
upsell_parts.group_part(view, answer)
upsell_parts.likely_part(view, answer)
limits.left_out_part(view, result.left_out)
notes.show(reader, "upsell")
foot.show(reader, answer)
