"""Did the campaigns work, and what did they bring?"""

from ui import cards, findings, foot, navigation, notes, response_parts
from ui.page import opened

CARDS = (
    *("campaigns", "with_control", "contacted", "response_rate"),
    *("campaign_spend", "incremental_profit", "roi", "responded"),
)

view = opened("response")
reader = view.reader
answer = response_parts.ask(view)
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
response_parts.campaigns_part(view, answer)
response_parts.one_part(view, answer)
response_parts.together_part(view, answer)
navigation.data_link(reader, "target_lists", view.text("next"))
notes.show(reader, "response")
foot.show(reader, answer)
