"""What is good service worth, and whose is missing?"""

from answers.service_value import ServiceValueOptions
from ui import cards, choose, findings, foot, notes, service_value_parts
from ui.page import opened

CARDS = (
    *("share_with", "share_without", "share_gap", "kept_times"),
    *("unhappy_customers", "unhappy_margin", "offer_customers", "never_customers"),
)

view = opened("service-value")
reader = view.reader
days = choose.days(reader, "follow_days", default=180, most=730)
answer = view.ask(ServiceValueOptions(days))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
service_value_parts.after_part(view, answer)
service_value_parts.lists_part(view, answer)
service_value_parts.expectations_part(view, answer)
notes.show(reader, "service_value")
foot.show(reader, answer)
