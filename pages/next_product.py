"""What does each customer buy next, and whom shall we offer a product?"""

import streamlit as st

from answers.next_product import NextProductOptions
from charts.next_product import hit_points
from ui import (
    cards,
    choose,
    downloads,
    figures,
    findings,
    foot,
    limits,
    next_product_parts,
    notes,
    tables,
)
from ui.page import opened

CARDS = ("hit_1", "hit_5", "hit_10", "baseline", "baseline_hit", "tried", "customers", "candidates")
PROOF = ("way", "at", "hit_rate", "hit_low", "hit_high")

view = opened("next-product")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    level = next_product_parts.level(view)
    repeats = choose.switch(reader, "repeats")
    exclude = limits.exclude(view)
answer = view.ask(NextProductOptions(level, repeats, exclude=exclude))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
with st.container(border=True):
    st.subheader(view.text("proof"), anchor=False)
    st.caption(view.text("proof_help", tried=reader.count(result.tried)))
    figures.picture(view, answer, "proof", lambda: hit_points(result, reader))
    with st.expander(reader.text("app.table")):
        tables.show(reader, result.proof, PROOF, key="next_proof", mark=view.mark(answer))
        downloads.rows(view, answer, result.proof, name="proof")
next_product_parts.offer_part(view, answer)
next_product_parts.customers_part(view, answer)
limits.left_out_part(view, result.left_out)
notes.show(reader, "next_product")
foot.show(reader, answer)
