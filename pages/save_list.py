"""Which valuable customers are slipping away, and why do we think so?"""

import streamlit as st

from answers.flow import LONGEST
from answers.lifetime import ORDER_MODELS, LifetimeModel, TimeUnit
from answers.save_list import SaveListOptions
from ui import cards, choose, findings, foot, notes, proof_parts, save_list_parts
from ui.page import opened

CARDS = (
    *("slipping", "slipping_share", "value_at_risk", "customers_for_risk"),
    *("overdue_customers", "falling_customers", "lapse_days", "control_size"),
)

view = opened("save-list")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    lapse = choose.whole(reader, "lapse", low=1, high=LONGEST)
    horizon = choose.whole(reader, "horizon", low=1, high=60, default=12)
    model = choose.named(reader, "model", ORDER_MODELS, LifetimeModel.AUTO)
    unit = choose.named(reader, "time_unit", list(TimeUnit), TimeUnit.WEEK)
answer = proof_parts.asked(view, SaveListOptions(lapse, horizon or 12, model, unit))
result, summary = answer.result, answer.result.summary()

proof_parts.opening(view, answer)
findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
save_list_parts.picture_part(view, answer)
save_list_parts.customers_part(view, answer)
notes.show(reader, "save_list")
foot.show(reader, answer)
