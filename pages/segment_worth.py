"""Which segmentation is worth having: which tells best what the next period brings?"""

import streamlit as st

from answers.migration import Window
from answers.segment_worth import SegmentWorthOptions
from charts.segment_worth import worth_bars
from ui import cards, choose, downloads, figures, findings, foot, navigation, notes, tables
from ui.page import opened

CARDS = (
    *("best_segmentation", "r2", "r2_low", "r2_high"),
    *("better_ones", "customers", "absolute_error", "none_error"),
)
PAGES = {"tiers": "profit", "clusters": "clusters", "rfm": "rfm"}  # where its segments are kept
COLUMNS = ("segmentation", "segments", "r2", "r2_low", "r2_high", "absolute_error", "better")

view = opened("segment-worth")
reader = view.reader
ahead = choose.one_of(reader, "ahead", list(Window), Window.QUARTER)
answer = view.ask(SegmentWorthOptions(ahead))
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
with st.container(border=True):
    st.subheader(view.text("compared"), anchor=False)
    st.caption(view.text("compared_help"))
    figures.picture(
        view, answer, "worth", lambda: worth_bars(result, reader), title=view.text("compared")
    )
    tables.show(reader, result.worth, COLUMNS, key="segment_worth_table")
    downloads.rows(view, answer, result.worth.select(COLUMNS), name="worth")
with st.container(border=True):
    st.subheader(view.text("means"), anchor=False)
    st.caption(view.text("means_help"))
    for name in result.worth["segmentation"]:
        part = result.means.filter(segmentation=name)
        if part.height:
            st.markdown(f"**{reader.word(name)}**")
            label = "marks" if name == "clusters" else "segment"
            shown = part.drop("segmentation").rename({"segment": label})
            shown = shown.sort("profit_next", label, descending=[True, False], nulls_last=True)
            tables.show(reader, shown, shown.columns, key=f"segment_worth_{name}")
if (best := str(summary["best_segmentation"])) in PAGES:
    navigation.link(reader, PAGES[best], view.text("next"))
notes.show(reader, "segment_worth")
foot.show(reader, answer)
