"""Which customers make our profit, and which cost us money?"""

import streamlit as st

from answers.profit import Basis, ProfitOptions
from charts.profit import falls_chart, whale_curve
from ui import cards, choose, drafts, downloads, figures, findings, foot, notes, rates, tables
from ui.page import opened
from ui.profit_parts import chosen_customers, group_part, staying_part

CARDS = (
    *("customers", "profit", "top_fifth_share", "customers_for_80"),
    *("gini", "peak", "loss_makers", "loss"),
)

view = opened("profit")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    basis = choose.one_of(reader, "basis", list(Basis), Basis.PROFIT)
    cutoff = choose.share(reader, "cutoff", low=50, high=95, default=80)
    acquisition, campaigns = choose.switch(reader, "acquisition"), choose.switch(reader, "campaigns")
answer = view.ask(ProfitOptions(basis, cutoff, acquisition, campaigns))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})

with st.container(border=True):
    st.subheader(view.text("curve"), anchor=False)
    st.caption(view.text("choose_curve"))
    curve = whale_curve(result, reader)
    alt = view.text("alt_whale", basis=reader.word(basis), peak=reader.share(summary["peak"]))
    box = figures.show(view, answer, curve, name="curve", alt=alt, select=True)
    figures.save(view, answer, curve, name="curve", title=view.text("curve"))
findings.others(reader, result.findings()[1:])
staying_part(view, result)

with st.container(border=True):
    st.subheader(view.text("customers"), anchor=False)
    customers, reason = chosen_customers(view, result, box)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = f"{reason}, {reader.date(answer.scope.end)}"
        drafts.offer(view, answer, customers, reason=reason, name=name, key="profit_draft")
        chosen = result.customers.filter(result.customers["customer_id"].is_in(customers))
        downloads.rows(view, answer, chosen, name="customers")
    st.caption(reader.text("tables.for_analysis"))

with st.container(border=True):
    st.subheader(view.text("fallen"), anchor=False)
    figures.show(view, answer, falls_chart(result, reader), name="falls", alt=view.text("alt_falls"))
    tables.show(reader, result.fallen(), result.fallen().columns, key="profit_fallen")
group_part(view, basis)
with st.expander(view.text("apart"), icon=":material/functions:"):
    tables.show(reader, result.totals, result.totals.columns, key="profit_totals")
rates.editor(view)
notes.show(reader, "profit")
foot.show(reader, answer)
