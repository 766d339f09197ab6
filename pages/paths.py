"""Which touches come before a purchase, and what comes after a complaint?"""

from ui import cards, findings, foot, navigation, notes, paths_parts
from ui.page import opened

CARDS = (
    *("journeys", "purchases", "purchase_share", "touches_per_journey"),
    *("one_touch_share", "journey_days", "lost_unsolved", "lost_solved"),
)

view = opened("paths")
reader = view.reader
answer = view.ask(paths_parts.options(view))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
paths_parts.attribution_part(view, answer)
paths_parts.paths_part(view, answer)
paths_parts.after_part(view, answer)
navigation.link(reader, "service-value", view.text("next"))
notes.show(reader, "paths")
foot.show(reader, answer)
