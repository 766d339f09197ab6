"""What will customers be worth, who is most valuable, and may it be believed?"""

from ui import cards, findings, foot, lifetime_parts, notes, proof_parts, rates
from ui.page import opened

CARDS = (
    *("total_value", "total_off", "customers", "value_per_customer"),
    *("expected_total", "alive_customers", "top_fifth_value_share", "losing_customers"),
)

view = opened("lifetime")
reader = view.reader
answer = proof_parts.asked(view, lifetime_parts.options(view))
if proof_parts.opening(view, answer) or lifetime_parts.baseline_part(view, answer):
    result, summary = answer.result, answer.result.summary()
    lifetime_parts.lead(view, answer)
    cards.show(reader, {key: summary[key] for key in CARDS})
    findings.others(reader, result.findings()[1:])
    lifetime_parts.pictures(view, answer)
    lifetime_parts.customers_part(view, answer)
    lifetime_parts.origins_part(view, answer)
    lifetime_parts.what_if_part(view, answer)
rates.editor(view)
notes.show(reader, "lifetime")
foot.show(reader, answer)
