"""Are customers gained faster than they are lost?"""

import streamlit as st

from answers.flow import LONGEST, MOST_AHEAD, FlowOptions
from ui import cards, choose, findings, flow_parts, foot, navigation, notes
from ui.page import opened

CARDS = (
    *("opening", "new", "won_back", "lapsed"),
    *("closing", "lapse_rate", "lapse_days", "closing_margin"),
)

view = opened("flow")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    lapse = choose.whole(reader, "lapse", low=1, high=LONGEST)
    ahead = choose.whole(reader, "horizon", low=1, high=MOST_AHEAD, default=6)
answer = view.ask(FlowOptions(lapse, ahead or 6))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
flow_parts.statement_part(view, answer)
flow_parts.ahead_part(view, answer)
flow_parts.keeping_part(view)
navigation.link(reader, "save-list", view.text("next"))
notes.show(reader, "flow")
foot.show(reader, answer)
