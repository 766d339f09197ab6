"""Who answers a contact, and how far can the model be believed?"""

from answers.propensity import PropensityOptions
from ui import cards, findings, foot, notes, targeting_parts
from ui.page import opened

CARDS = (
    *("top_lift", "top_lift_rfm", "auc_model", "calibrated"),
    *("response_model", "response_rate", "contacted", "campaigns"),
)

view = opened("propensity")
reader = view.reader
answer = view.ask(PropensityOptions(targeting_parts.campaign(view)))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
targeting_parts.gains_part(view, answer)
targeting_parts.scores_part(view, answer)
targeting_parts.drivers_part(view, answer)
notes.show(reader, "propensity")
foot.show(reader, answer)
