"""What goes with what, does it still hold, and who has the one and lacks the other?"""

import streamlit as st

from ui import cards, findings, foot, limits, notes, rates, rules_parts
from ui.page import opened
from words import escape

CARDS = (
    *("rules", "rules_holds", "rules_died", "baskets", "items"),
    *("least_baskets", "least_lift", "customers_to_ask"),
)

view = opened("rules")
reader = view.reader
options = rules_parts.options(view)
answer = view.ask(options)
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
item = limits.begins_with(view, result.items())
shown = result.about(item) if item else result
rule = rules_parts.rules_part(view, answer, shown, item)
rules_parts.customers_part(view, answer, shown, rule)
rules_parts.network_part(view, answer, shown)
limits.left_out_part(view, result.left_out)
if not result.rules.is_empty():
    st.markdown(f":material/arrow_forward: {escape(view.text('next'))}")
rates.editor(view)
notes.show(reader, "rules")
foot.show(reader, answer)
