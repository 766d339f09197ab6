"""What is bought next, after how many days, and for whom is it due?"""

import streamlit as st

from ui import cards, findings, foot, limits, notes, rates, sequences_parts
from ui.page import opened
from words import escape

CARDS = (
    *("sequences", "sequences_ordered", "purchase_pairs", "customers"),
    *("customers_due", "customers_overdue", "least_times", "due_contribution"),
)

view = opened("sequences")
reader = view.reader
answer = view.ask(sequences_parts.options(view))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
item = limits.begins_with(view, result.items())
shown = result.about(item) if item else result
sequences_parts.steps_part(view, answer, shown)
sequences_parts.patterns_part(view, answer, shown)
sequences_parts.due_part(view, answer, shown)
limits.left_out_part(view, result.left_out)
if not result.due.is_empty():
    st.markdown(f":material/arrow_forward: {escape(view.text('next'))}")
rates.editor(view)
notes.show(reader, "sequences")
foot.show(reader, answer)
