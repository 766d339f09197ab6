"""How large must the next campaign be, what will it cost, and what may it earn?"""

from ui import cards, findings, foot, notes, planning_parts
from ui.page import opened

CARDS = (
    *("expected_profit", "plan_cost", "break_even_effect", "contacted"),
    *("detectable_effect", "power", "needed_members", "control_members"),
)

view = opened("planning")
reader = view.reader
answer = view.ask(planning_parts.options(view))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
planning_parts.sizes_part(view, answer)
planning_parts.customers_part(view, answer)
notes.show(reader, "planning")
foot.show(reader, answer)
