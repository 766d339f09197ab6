"""Parts of the page of paths: attribution, the commonest orders of touches, what came after."""

import polars as pl
import streamlit as st

from analytics.paths import ARROW, LONGEST, Paths
from answers import Answer
from answers.paths import PathsOptions
from charts.paths import after_points, attribution_bars
from ui import choose, downloads, figures, tables
from ui.page import View
from words import Reader, escape

_PATHS = (
    *("path", "journeys", "purchases", "purchase_share"),
    *("purchase_share_low", "purchase_share_high", "journey_days"),
)
_RULES = (
    *("touch_point", "journeys", "first_touch", "last_touch", "linear", "markov"),
    "removal_effect",
)
_AFTER = (
    *("contact_kind", "contact_end", "bought_of", "bought_share"),
    *("bought_share_low", "bought_share_high", "lost_of", "lost_share"),
    *("lost_share_low", "lost_share_high"),
)
_USUAL = PathsOptions()


def options(view: View) -> PathsOptions:
    """What was chosen: days that part two journeys, and days without an order that are a loss."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        within = choose.days(view.reader, "within", default=_USUAL.within, most=LONGEST)
        lost = choose.days(view.reader, "lost_days", default=_USUAL.lost_days, most=LONGEST)
    return PathsOptions(within, lost)


def attribution_part(view: View, answer: Answer[Paths]) -> None:
    """Purchases by four rules, each said to be an association."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("attribution"), anchor=False)
        st.caption(view.text("attribution_help"))
        figures.picture(view, answer, "attribution", lambda: attribution_bars(result, reader))
        st.warning(escape(view.text("no_cause")), icon=":material/balance:")
        mark = view.mark(answer)
        tables.show(reader, result.attribution, _RULES, key="paths_attribution", mark=mark)
        downloads.rows(view, answer, result.attribution, name="attribution")


def paths_part(view: View, answer: Answer[Paths]) -> None:
    """The commonest orders of touches, and how many of them end in a purchase."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("common"), anchor=False)
        if result.paths.is_empty():
            st.markdown(escape(view.text("common_none")))
            return
        st.caption(view.text("common_help"))
        told = in_words(result.paths, reader)
        tables.show(reader, told, _PATHS, key="paths_common", mark=view.mark(answer))
        downloads.rows(view, answer, result.paths, name="paths")


def after_part(view: View, answer: Answer[Paths]) -> None:
    """Who bought and who was lost after a contact, by its kind and end."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("after"), anchor=False)
        asked = answer.options
        assert isinstance(asked, PathsOptions)  # noqa: S101 - asked so by the page
        days = {"within": reader.count(asked.within), "lost": reader.count(asked.lost_days)}
        st.caption(escape(view.text("after_help", **days)))
        figures.picture(view, answer, "after", lambda: after_points(result, reader))
        tables.show(reader, result.after, _AFTER, key="paths_after", mark=view.mark(answer))
        downloads.rows(view, answer, result.after, name="after")


def in_words(paths: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """The paths with the touch points by their names."""
    written = [
        " → ".join(reader.figure("touch_point", name or None) for name in path.split(ARROW))
        for path in paths["path"]
    ]
    return paths.with_columns(pl.Series("path", written, dtype=pl.String))
