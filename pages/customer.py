"""Who is this customer: worth, rhythm, service, consent, and what comes next?"""

import streamlit as st

from answers.customer import CustomerOptions
from ui import cards, collaboration_parts, customer_parts, findings, foot, link, navigation, notes
from ui.customers import KEY
from ui.page import opened
from words import escape

CARDS = (
    *("profit", "contribution", "revenue", "rank_profit"),
    *("orders", "recency_days", "usual_gap_days", "open_issues"),
)

view = opened("customer")
reader = view.reader
customer_parts.search(view)
if chosen := link.asked(KEY):
    answer = view.ask(CustomerOptions(chosen[0]))
    result, summary = answer.result, answer.result.summary()
    name = view.text("about", customer=result.customer_id)
    st.header(escape(name), anchor=False, divider="gray")
    findings.lead(reader, answer)
    cards.show(reader, {key: summary[key] for key in CARDS})
    findings.others(reader, result.findings()[1:])
    customer_parts.timeline_part(view, answer)
    left, right = st.columns(2)
    with left:
        customer_parts.record_part(view, answer)
    with right:
        customer_parts.values_part(view, answer)
        full = customer_parts.ahead_part(view, answer)
    customer_parts.tables_part(view, answer)
    collaboration_parts.on_customer(view, result.customer_id)
    customer_parts.print_part(view, full)
    notes.show(reader, "customer")
    foot.show(reader, answer)
else:
    view.books.settle(view.scope)  # a period that means nothing is said so before anybody is chosen
    st.caption(escape(reader.text("not_enough.no_customer_chosen")))
    navigation.link(reader, "profit", view.text("see_profit"))
    notes.show(reader, "customer")
