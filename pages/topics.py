"""What do customers speak of, and in what mood?"""

from answers.topics import TopicsOptions
from ui import cards, findings, foot, navigation, notes, topics_parts
from ui.page import opened

CARDS = (
    *("notes", "note_customers", "bad_share", "good_share"),
    *("silent_share", "bad_change", "satisfaction_bad", "satisfaction_good"),
)

view = opened("topics")
reader = view.reader
answer = view.ask(TopicsOptions())
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
topics_parts.counted_part(view)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
topics_parts.topics_part(view, answer)
topics_parts.months_part(view, answer)
topics_parts.decided_part(view, answer)
topics_parts.typical_part(view, answer)
topics_parts.touch_points_part(view, answer)
topics_parts.marks_part(view, answer)
navigation.link(reader, "service-value", view.text("next"))
notes.show(reader, "topics")
foot.show(reader, answer)
