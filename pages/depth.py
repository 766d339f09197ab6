"""How deep to contact: what would the best-ranked part of a campaign have earned?"""

import streamlit as st

from answers.depth import DepthOptions, DepthRank
from ui import cards, choose, findings, foot, navigation, notes, targeting_parts
from ui.page import opened

BEST = ("depth_profit", "best_depth", "break_even_depth", "profit_over_all")
CARDS = ("profit_all", "break_even_depth", "members")

view = opened("depth")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    campaign = targeting_parts.campaign(view)
    contact = choose.amount(reader, "contact_cost")
    offer = choose.amount(reader, "offer_cost", blank="0")
    fixed = choose.amount(reader, "fixed_cost")
    worth = choose.amount(reader, "worth")
    rank = choose.one_of(reader, "depth_rank", list(DepthRank), DepthRank.RESPONSE)
answer = view.ask(DepthOptions(campaign, rank, contact, offer or 0.0, fixed, worth))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in (BEST if result.best else CARDS)})
findings.others(reader, result.findings()[1:])
targeting_parts.depth_part(view, answer)
navigation.link(reader, "planning", view.text("next"))
notes.show(reader, "depth")
foot.show(reader, answer)
