"""May the forecast be believed? It is made again from the past and checked against what came."""

from functools import partial

from charts.backtest import bin_bars, decile_bars, rival_bars, tracking_lines
from ui import (
    cards,
    downloads,
    figures,
    foot,
    lifetime_parts,
    navigation,
    notes,
    proof_parts,
    tables,
)
from ui.page import opened

CARDS = (
    *("light", "model", "orders_error", "margin_error"),
    *("rule_margin_error", "covered", "interval_width", "margin_covered"),
)
PARTS = (
    ("orders", "months", tracking_lines),
    ("margin", "months", partial(tracking_lines, measure="margin")),
    ("deciles", "deciles", decile_bars),
    ("bins", "bins", bin_bars),
    ("rivals", "rivals", rival_bars),
)

view = opened("backtest")
reader = view.reader
answer = proof_parts.asked(view, proof_parts.options(view))
result, summary = answer.result, answer.result.summary()

proof_parts.say_light(reader, result.proof())
lifetime_parts.days_part(view, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
for name, frame, draw in PARTS:
    rows = result.frames()[frame]
    with figures.part(view, answer, name, partial(draw, result, reader)):
        if name != "margin":
            tables.show(reader, rows, rows.columns, key=f"backtest_{name}", mark=view.mark(answer))
            downloads.rows(view, answer, rows, name=frame)
navigation.link(reader, "lifetime", view.text("next"))
notes.show(reader, "backtest")
foot.show(reader, answer)
