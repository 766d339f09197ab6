"""Can we rely on our customer data?"""

import streamlit as st

from answers.quality import QualityOptions
from charts.quality import check_bars
from ui import choose, downloads, figures, findings, foot, navigation, notes, quality_parts
from ui.page import opened

view = opened("quality")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    stale = choose.days(reader, "stale_days", default=365)
    inactive = choose.days(reader, "inactive_days", default=365)
options = QualityOptions(stale, inactive)
answer = view.ask(options)
result = answer.result

findings.lead(reader, answer)
quality_parts.ages(view, result)
quality_parts.tiles(view, result)
findings.others(reader, result.findings()[1:])

with st.container(border=True):
    st.subheader(view.text("chart"), anchor=False)
    said = {"alt": view.text("alt_chart"), "title": view.text("chart")}
    figures.picture(view, answer, "checks", lambda: check_bars(result, reader), **said)

with st.container(border=True):
    st.subheader(view.text("checks"), anchor=False)
    quality_parts.table(view, result)
    downloads.rows(view, answer, result.checks, name="checks")

quality_parts.rows(view, options)
quality_parts.archive(view, answer)
navigation.link(reader, "duplicates", view.text("open_duplicates"))
notes.show(reader, "quality")
foot.show(reader, answer)
