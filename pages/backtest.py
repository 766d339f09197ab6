"""May the forecast be believed? It is made again from the past and checked against what came."""

from functools import partial

import streamlit as st

from answers.backtest import BacktestOptions
from answers.lifetime import LifetimeModel, TimeUnit
from charts.backtest import bin_bars, decile_bars, rival_bars, tracking_lines
from ui import cards, choose, downloads, figures, foot, lifetime_parts, navigation, notes, tables
from ui.page import opened

CARDS = (
    *("light", "model", "orders_error", "margin_error"),
    *("rule_margin_error", "covered", "interval_width", "horizon_days"),
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
with st.container(horizontal=True, vertical_alignment="bottom"):
    models = [model for model in LifetimeModel if model is not LifetimeModel.SBG]
    model = choose.named(reader, "model", models, LifetimeModel.AUTO)
    unit = choose.named(reader, "time_unit", list(TimeUnit), TimeUnit.WEEK)
    horizon = choose.whole(reader, "horizon", low=0, high=36, default=0)
with st.spinner(view.text("working")):
    answer = view.ask(BacktestOptions(model, unit, horizon or 0))
result, summary = answer.result, answer.result.summary()

lifetime_parts.say_light(view, answer)
lifetime_parts.days_part(view, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
for name, frame, draw in PARTS:
    rows = result.frames()[frame]
    with st.container(border=True):
        st.subheader(view.text(name), anchor=False)
        st.caption(view.text(f"{name}_help"))
        chart = view.drawn(answer, name, partial(draw, result, reader))
        figures.show(view, answer, chart, name=name, alt=view.text(f"{name}_help"))
        figures.save(view, answer, chart, name=name, title=view.text(name))
        if name != "margin":
            tables.show(reader, rows, rows.columns, key=f"backtest_{name}", mark=view.mark(answer))
            downloads.rows(view, answer, rows, name=frame)
navigation.link(reader, "lifetime", view.text("next"))
notes.show(reader, "backtest")
foot.show(reader, answer)
