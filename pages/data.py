"""Which data are there, where from, what do they open, and what came in when?"""

import streamlit as st

from answers.data import DataOptions
from charts.data import column_bars
from ui import cards, data_loads, data_parts, data_sources, downloads, figures, findings, notes
from ui.page import opened

CARDS = ("tables", "rows", "filled_share", "pages_open")

view = opened("data", dated=False)
reader = view.reader
answer = view.ask(DataOptions())
result = answer.result

findings.lead(reader, answer)
findings.others(reader, result.findings()[1:])
data_parts.bring_in(view)
if result.here.height:
    summary = result.summary()
    cards.show(reader, {key: summary[key] for key in CARDS})
    with st.container(border=True):
        st.subheader(view.text("matrix"), anchor=False)
        figures.picture(
            view, answer, "columns", lambda: column_bars(result, reader), title=view.text("matrix")
        )
        data_parts.tables_part(view, result)
        data_parts.columns_part(view, result)
        downloads.rows(view, answer, result.columns, name="columns")
data_parts.pages_part(view, result)
data_loads.part(view)
data_sources.part(view)
data_parts.companies_part(view)
notes.show(reader, "data")
