"""Do the customers we win stay, and what do they bring?"""

from ui import cards, findings, foot, navigation, notes, retention_parts
from ui.page import opened

CARDS = (
    *("customers", "cohorts", "retention_1", "retention_3"),
    *("retention_6", "retention_12", "first_year_margin", "cohorts_counted"),
)

view = opened("retention")
reader = view.reader
options = retention_parts.options(view)
answer = view.ask(options)
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
retention_parts.cells_part(view, answer, options.measure)
retention_parts.curves_part(view, answer)
navigation.link(reader, "flow", view.text("next"))
notes.show(reader, "retention")
foot.show(reader, answer)
