"""Which customers are in the table twice?"""

import streamlit as st

from answers.duplicates import DuplicatesOptions
from charts.duplicates import reason_bars
from ui import cards, choose, duplicates_parts, figures, findings, foot, navigation, notes
from ui.page import opened

CARDS = ("doubled", "groups", "doubled_share", "revenue", "customers", "merged")

view = opened("duplicates")
reader = view.reader
options = DuplicatesOptions()
if view.books.facts.has("customers"):  # else the answer says what is missing
    with st.container(horizontal=True, vertical_alignment="bottom"):
        least = choose.share(reader, "least", low=50, high=100, default=70)
        near = choose.switch(reader, "near", default=True)
    options = DuplicatesOptions(near, least)
answer = view.ask(options)
result = answer.result

findings.lead(reader, answer)
summary = result.summary()
cards.show(reader, {key: summary[key] for key in CARDS if summary[key] is not None})
findings.others(reader, result.findings()[1:])
if result.groups.height:
    duplicates_parts.groups(view, answer)
    with st.container(border=True):
        st.subheader(view.text("chart"), anchor=False)
        said = {"alt": view.text("alt_chart"), "title": view.text("chart")}
        figures.picture(view, answer, "reasons", lambda: reason_bars(result, reader), **said)
duplicates_parts.made(view)
navigation.link(reader, "quality", view.text("open_quality"))
notes.show(reader, "duplicates")
foot.show(reader, answer)
