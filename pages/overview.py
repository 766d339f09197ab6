"""How is the company doing, and what moved?"""

import streamlit as st

from analytics.overview import CARDS
from answers.overview import OverviewOptions
from answers.profit import Basis
from charts.overview import factor_bars, month_bars
from ui import cards, choose, downloads, figures, findings, foot, navigation, notes, tables
from ui.cards import Change
from ui.page import opened

view = opened("overview")
reader = view.reader
answer = view.ask(OverviewOptions())
result = answer.result

findings.lead(reader, answer)
findings.others(reader, result.findings()[1:4])
rows = {row["figure"]: row for row in result.cards.iter_rows(named=True)}
cards.show(
    reader,
    {key: rows[key]["now"] for key in CARDS},
    changes={key: Change(rows[key]["change"], rows[key]["change_year"]) for key in CARDS},
    courses={key: result.spark(key) for key in CARDS},
)

with st.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(view.text("by_month"), width="stretch", anchor=False)
        basis = choose.one_of(reader, "show", list(Basis), Basis.REVENUE)
    figure = view.drawn(
        answer, "months", lambda: month_bars(result, reader, basis=basis.value), basis
    )
    alt = view.text("alt_months", basis=reader.word(basis.value))
    figures.show(view, answer, figure, name="months", alt=alt)
    figures.save(view, answer, figure, name="months", title=view.text("by_month"))

findings.others(reader, result.findings()[4:])
if result.factors.height:
    with st.container(border=True):
        st.subheader(view.text("drivers"), anchor=False)
        drivers = view.drawn(answer, "factors", lambda: factor_bars(result, reader))
        figures.show(view, answer, drivers, name="factors", alt=view.text("alt_factors"))
        figures.save(view, answer, drivers, name="factors", title=view.text("drivers"))

with st.expander(view.text("cards"), icon=":material/table:"):
    columns = ("figure", "now", "before", "change", "year_before", "change_year")
    tables.show_figures(reader, result.cards, columns, key="overview_cards")
    downloads.rows(view, answer, result.months, name="months")

navigation.link(reader, "profit", view.text("open_profit"))
notes.show(reader, "overview")
foot.show(reader, answer)
