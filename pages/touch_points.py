"""What reaches us at which touch point, what does it take, and how does it end?"""

from ui import cards, findings, foot, navigation, notes, touch_points_parts
from ui.page import opened

CARDS = (
    *("contacts", "contacts_cost", "cost_per_contact", "first_contact_share"),
    *("repeat_share", "resolve_median_hours", "satisfaction", "self_service_share"),
)

view = opened("touch-points")
reader = view.reader
answer = view.ask(touch_points_parts.options(view))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
touch_points_parts.volume_part(view, answer)
touch_points_parts.groups_part(view, answer)
touch_points_parts.compared_part(view, answer)
touch_points_parts.faq_part(view, answer)
navigation.link(reader, "service-value", view.text("next"))
notes.show(reader, "touch_points")
foot.show(reader, answer)
