"""Parts of the clusters page that have a choice of their own."""

import streamlit as st

from analytics.clusters import USUAL, Clusters
from analytics.features import AREAS
from answers import Answer
from ui import downloads, drafts, link, tables
from ui.page import View

_COLUMNS = ("customer_id", "marks", "orders", "revenue", "profit")


def areas_part(view: View) -> str:
    """What customers are compared by, as the option holds it; blank is the usual."""
    reader = view.reader
    if "areas" not in st.session_state:
        asked = ",".join(link.asked("areas")).split(",")
        st.session_state["areas"] = [a for a in AREAS if a in asked] or list(USUAL)
    chosen = st.pills(
        reader.text("options.areas"),
        AREAS,
        selection_mode="multi",
        format_func=reader.word,
        help=reader.text("options.areas_help"),
        key="areas",
    )
    areas = tuple(area for area in AREAS if area in chosen)
    value = "" if areas in ((), USUAL) else ",".join(areas)
    link.keep("areas", *([value] if value else []))
    return value


def customers_part(view: View, answer: Answer[Clusters]) -> None:
    """The customers of one cluster, or all; they can be kept as a draft list or exported."""
    result, reader = answer.result, view.reader
    names = dict(result.profile.select("cluster", "marks").rows())
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        cluster = st.selectbox(
            view.text("choose"),
            [None, *names],
            format_func=lambda n: view.text("every") if n is None else _name(view, names[n]),
            key=f"clusters_chosen_{view.mark(answer)}",
        )
        shown = result.customers if cluster is None else result.of(cluster)
        reason = view.text("every") if cluster is None else reader.figure("marks", names[cluster])
        key = f"clusters_customers_{view.mark(answer, cluster)}"
        ticked = tables.show(reader, shown, _COLUMNS, key=key, select=True)
        shown = shown[ticked] if ticked else shown
        customers = shown["customer_id"].to_list()
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"{reason}, {reader.date(answer.scope.end)}"
            drafts.offer(view, answer, customers, reason=reason, name=name, key="clusters_draft")
            downloads.rows(view, answer, shown, name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _name(view: View, marks: str) -> str:
    return view.reader.figure("marks", marks)
