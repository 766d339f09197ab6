"""Parts of the page of touch points: volume, groups, the period before, pages of answers."""

import streamlit as st

from analytics.touch_points import SELF_SERVICE, TouchPoints
from answers import Answer
from answers.touch_points import LONGEST, ContactsBy, TouchPointsOptions
from charts.touch_points import faq_bars, group_bars, hour_cells, volume_bars
from data.frames.choices import touch_points
from ui import choose, downloads, figures, tables
from ui.page import View
from words import escape

_GROUPS = (
    *("contacts", "share", "change", "contact_minutes", "contacts_cost", "cost_per_contact"),
    *("resolved_share", "first_contact_share", "repeat_share"),
    *("satisfaction", "satisfaction_low", "satisfaction_high", "satisfaction_marks"),
    *("resolve_median_hours", "resolve_most_hours"),
)
_FAQ = (
    *("topic", "contacts", "share", "cost_per_contact", "usual_minutes", "simple_share"),
    *("simple_share_low", "simple_share_high", "simple_cost_year", "savings_year"),
)
_USUAL = TouchPointsOptions()


def options(view: View) -> TouchPointsOptions:
    """What was chosen: groups, what an issue is, where customers help themselves."""
    reader = view.reader
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = choose.named(reader, "contacts_by", list(ContactsBy), _USUAL.contacts_by)
        days = choose.whole(reader, "repeat_days", low=1, high=LONGEST, default=_USUAL.repeat_days)
        own = _self_service(view)
        caught = choose.share(
            reader, "deflection", low=5, high=100, default=round(100 * _USUAL.deflection)
        )
    same = choose.switch(reader, "same_topic", default=True)
    return TouchPointsOptions(
        by, days or _USUAL.repeat_days, same_topic=same, self_service=own, deflection=caught
    )


def _self_service(view: View) -> str:
    """The touch points at which customers help themselves, of those that the data name."""
    named = {
        value.lower(): view.reader.preset(value) for value in touch_points(view.books.facts)[::-1]
    }
    known = dict(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))
    usual = _USUAL.self_service
    return choose.several(view.reader, "self_service", known, SELF_SERVICE, default=usual)


def volume_part(view: View, answer: Answer[TouchPoints]) -> None:
    """Contacts by month and touch point, and by day of the week and hour."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("volume"), anchor=False)
        st.caption(view.text("volume_help"))
        figures.picture(view, answer, "volume", lambda: volume_bars(result, reader))
        downloads.rows(view, answer, result.months, name="months")
    with st.container(border=True):
        st.subheader(view.text("when"), anchor=False)
        st.caption(view.text("when_help"))
        figures.picture(view, answer, "when", lambda: hour_cells(result, reader))


def groups_part(view: View, answer: Answer[TouchPoints]) -> None:
    """Every measure by what contacts are put in groups by."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("groups"), anchor=False)
        st.caption(view.text("groups_help"))
        figures.picture(view, answer, "groups", lambda: group_bars(result, reader))
        rows = result.frames()["groups"]
        shown = [c for c in _GROUPS if c != "change" or rows["change"].count()]
        mark = view.mark(answer)
        key = f"touch_points_{result.key}"
        tables.show(reader, rows, (result.key, *shown), key=key, mark=mark)
        downloads.rows(view, answer, rows, name="groups")


def compared_part(view: View, answer: Answer[TouchPoints]) -> None:
    """The figures of all contacts in the period and in the one before."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("compared"), anchor=False)
        known = bool(result.figures["before"].count())
        st.caption(escape(view.text("compared_help" if known else "compared_none")))
        columns = ("figure", "now", "before", "change") if known else ("figure", "now")
        tables.show_figures(reader, result.figures, columns, key="touch_points_compared")


def faq_part(view: View, answer: Answer[TouchPoints]) -> None:
    """Topics whose simple contacts a page of answers could spare."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("faq"), anchor=False)
        if result.faq.is_empty():
            st.markdown(escape(view.text("faq_none")))
            return
        st.caption(view.text("faq_help"))
        figures.picture(view, answer, "faq", lambda: faq_bars(result, reader))
        tables.show(reader, result.faq, _FAQ, key="touch_points_faq", mark=view.mark(answer))
        downloads.rows(view, answer, result.faq, name="faq")
