"""Do the customers we win stay, and what do they bring?"""

import streamlit as st

from answers.retention import Measure, RetentionOptions
from data.frames.cohorts import CohortBy
from ui import cards, choose, findings, foot, navigation, notes, retention_parts
from ui.page import opened

CARDS = (
    *("customers", "cohorts", "retention_1", "retention_3"),
    *("retention_6", "retention_12", "first_year_margin", "cohorts_counted"),
)

view = opened("retention")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    cohorts_by = choose.named(reader, "cohorts_by", view.books.cohort_groups, CohortBy.EVERYONE)
    measure = choose.one_of(reader, "measure", list(Measure), Measure.SHARE)
answer = view.ask(RetentionOptions(cohorts_by, measure))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
retention_parts.cells_part(view, answer, measure)
retention_parts.curves_part(view, answer)
navigation.link(reader, "flow", view.text("next"))
notes.show(reader, "retention")
foot.show(reader, answer)
