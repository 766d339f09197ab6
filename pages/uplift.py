"""Whom does a contact change, and whom is it better to leave alone?"""

from answers.uplift import UpliftOptions
from ui import cards, findings, foot, notes, uplift_parts
from ui.page import opened
from ui.targeting_parts import campaign

CARDS = (
    *("qini", "uplift", "persuadable_customers", "sleeping_customers"),
    *("responses_won", "campaign_id", "members", "control_members"),
)

view = opened("uplift")
reader = view.reader
answer = view.ask(UpliftOptions(campaign(view)))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
uplift_parts.curve_part(view, answer)
uplift_parts.groups_part(view, answer)
uplift_parts.scores_part(view, answer)
notes.show(reader, "uplift")
foot.show(reader, answer)
