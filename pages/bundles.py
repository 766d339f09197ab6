"""Which products sold together at one price beat selling them one by one?"""

import streamlit as st

from analytics.bundles import MOST
from answers.bundles import BundlesOptions, Ranking
from charts.bundles import bundle_bars
from ui import (
    bundles_parts,
    cards,
    choose,
    downloads,
    figures,
    findings,
    foot,
    limits,
    notes,
    tables,
)
from ui.page import opened
from words import escape

CARDS = (
    *("bundles_worth", "best_gain", "best_cannibalised", "break_even"),
    *("lowest_price", "bundles", "baskets", "least_baskets"),
)
COLUMNS = (
    *("products", "gain", "won", "cannibalised", "break_even", "bundle_price", "price"),
    *("lowest_price", "sold_anyway", "together", "in_part", "margin_apart", "bundle_margin"),
    *("beyond_chance", "lift_low"),
)

view = opened("bundles")
reader = view.reader
with st.container(horizontal=True, vertical_alignment="bottom"):
    discount = choose.share(reader, "discount", low=5, high=50, default=10)
    take_up = choose.share(reader, "take_up", low=5, high=50, default=5)
    size = choose.digit(reader, "bundle_size", ["2", str(MOST)], default=1)
    rank_by = choose.one_of(reader, "rank_by", list(Ranking), Ranking.GAIN)
    exclude = limits.exclude(view)
answer = view.ask(BundlesOptions(discount, take_up, size, rank_by, exclude))
result, summary, mark = answer.result, answer.result.summary(), view.mark(answer)

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
if result.bundles.height:
    with st.container(border=True):
        st.subheader(view.text("compared"), anchor=False)
        st.caption(escape(view.text("compared_help", take_up=reader.share(take_up))))
        title = view.text("compared")
        figures.picture(view, answer, "bundles", lambda: bundle_bars(result, reader), title=title)
        tables.show(reader, result.bundles, COLUMNS, key="bundles_table", mark=mark)
        downloads.rows(view, answer, result.bundles, name="bundles")
    bundles_parts.customers_part(view, answer)
    st.markdown(f":material/arrow_forward: {escape(view.text('next'))}")
limits.left_out_part(view, result.left_out)
notes.show(reader, "bundles")
foot.show(reader, answer)
