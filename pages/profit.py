"""Which customers make our profit, and which cost us money?"""

import streamlit as st

from answers.profit import Basis, ProfitOptions
from charts.profit import falls_chart
from ui import cards, choose, downloads, figures, findings, foot, notes, profit_parts, rates, tables
from ui.page import opened

CARDS = ("top_fifth_share", "customers_for_80", "gini", "peak", "loss_makers", "loss")

view = opened("profit")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    basis = choose.one_of(reader, "basis", list(Basis), Basis.PROFIT)
    cutoff = choose.share(reader, "cutoff", low=50, high=95, default=80)
    known = view.books.extra_costs
    acquisition = "acquisition" in known and choose.switch(reader, "acquisition")
    campaigns = "campaigns" in known and choose.switch(reader, "campaigns")
options = ProfitOptions(basis, cutoff, acquisition, campaigns)
answer = view.ask(options)
result, summary, mark = answer.result, answer.result.summary(), view.mark(answer)

findings.lead(reader, answer)
figures_of = {**summary, result.basis: result.spread().total}
cards.show(reader, {key: figures_of[key] for key in ("customers", result.basis, *CARDS)})
box = profit_parts.curve_part(view, answer)
findings.others(reader, result.findings()[1:])
profit_parts.staying_part(view, result)
profit_parts.customers_part(view, answer, box)

with st.container(border=True):
    st.subheader(view.text("fallen"), anchor=False)
    if result.falls.is_empty():
        st.markdown(view.text("fallen_none"))
    else:
        figures.picture(
            view, answer, "falls", lambda: falls_chart(result, reader), title=view.text("fallen")
        )
        tables.show(reader, result.fallen(), result.falls.columns, key="profit_fallen", mark=mark)
        downloads.rows(view, answer, result.fallen(), name="fallen")
profit_parts.group_part(view, options)
with st.expander(view.text("apart"), icon=":material/functions:"):
    tables.show(reader, result.totals, result.totals.columns, key="profit_totals", mark=mark)
rates.editor(view)
notes.show(reader, "profit")
foot.show(reader, answer)
