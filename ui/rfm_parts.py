"""Parts of the RFM page that have a choice of their own."""

import polars as pl
import streamlit as st

from analytics.rfm import Rfm
from analytics.rfm_scores import MEASURES, SCORES, VALUES
from analytics.rfm_table import Segment
from answers import Answer
from answers.profit import Basis
from answers.rfm import Per, RfmOptions, settings_of
from charts.rfm import rfm_map, segment_shares
from ui import choose, downloads, drafts, figures, link, tables
from ui.page import View
from words import Reader, escape

_CUSTOMERS = (
    *("customer_id", "segment", "recency_days", "frequency_orders", "monetary"),
    *("recency_score", "frequency_score", "monetary_score"),
)
_SEGMENTS = (
    *("segment", "customers", "value", "average_value", "yardstick_value", "of_yardstick"),
    *("orders_per_customer", "yardstick_orders", "recency_median", "yardstick_recency"),
    *("share_of_customers", "share_of_value"),
)


def options(view: View) -> RfmOptions:
    """The basis, how money is counted, and own limits; what is not said is as saved."""
    reader, saved = view.reader, view.books.rfm
    with st.container(horizontal=True, vertical_alignment="bottom"):
        basis = choose.one_of(reader, "basis", list(Basis), Basis(saved.basis))
        per = choose.one_of(reader, "per", list(Per), Per(saved.per))
        with st.popover(view.text("limits"), icon=":material/straighten:"):
            limits = [_limits(reader, measure) for measure in MEASURES]
    asked = RfmOptions(basis, per, *limits)
    try:
        settings_of(asked, saved)
    except ValueError:
        st.warning(escape(view.text("wrong_limits")))
        return RfmOptions(basis, per)
    return asked


def _limits(reader: Reader, measure: str) -> str:
    """Four numbers with commas between them, or nothing; in the link."""
    key = f"{measure}_breaks"
    if key not in st.session_state:
        st.session_state[key] = next(iter(link.asked(key)), "")
    typed = st.text_input(
        reader.text(f"rfm.limits_{measure}"),
        key=key,
        help=escape(reader.text(f"options.{key}_help")),
        max_chars=100,
    )
    text = str(typed or "").strip()
    link.keep(key, *([text] if text else []))
    return text


def pictures(view: View, answer: Answer[Rfm]) -> None:
    """The map, and the segments by heads and money."""
    result, reader = answer.result, view.reader
    basis = reader.word(result.basis).lower()
    with st.container(border=True):
        st.subheader(view.text("map"), anchor=False)
        st.caption(view.text("map_hint", basis=basis))
        chart = rfm_map(result, reader)
        across = reader.word(result.table.across).lower()
        alt = view.text("alt_map", across=across, basis=basis)
        figures.show(view, answer, chart, name="map", alt=alt)
        figures.save(view, answer, chart, name="map", title=view.text("map"))
    with st.container(border=True):
        st.subheader(view.text("shares", basis=basis), anchor=False)
        bars, title = segment_shares(result, reader), view.text("shares", basis=basis)
        figures.show(view, answer, bars, name="shares", alt=view.text("alt_shares", basis=basis))
        figures.save(view, answer, bars, name="shares", title=title)


def thresholds_part(view: View, answer: Answer[Rfm]) -> None:
    """What each score means in days, orders and money."""
    result, reader = answer.result, view.reader
    own = [measure for measure in MEASURES if result.breaks.of(measure)]
    with st.container(border=True):
        st.subheader(view.text("thresholds"), anchor=False)
        rows = []
        for score in reversed(SCORES):
            row = {reader.name("score"): reader.count(score)}
            for measure in MEASURES:
                name = reader.name(VALUES[measure])
                row[name] = _written(view, result, measure, score)
            rows.append(row)
        st.dataframe(pl.DataFrame(rows), hide_index=True, height="content", key="rfm_thresholds")
        if len(own) < len(MEASURES):
            st.caption(escape(view.text("thresholds_quantiles")))
        if own:
            named = ", ".join(reader.word(measure) for measure in own)
            st.caption(escape(view.text("thresholds_own", measures=named)))
        downloads.rows(view, answer, result.thresholds, name="thresholds")


def _written(view: View, result: Rfm, measure: str, score: int) -> str:
    """The limits of one score, with how many customers are in it."""
    row = result.thresholds.row(
        by_predicate=(pl.col("measure") == measure) & (pl.col("score") == score), named=True
    )
    reader, low, high = view.reader, row["low"], row["high"]
    ends = {k: reader.figure(VALUES[measure], v) for k, v in (("low", low), ("high", high))}
    if low is None and high is None:
        return view.text("nobody")
    if low is None:
        kind = "below" if measure == "monetary" else "upto"
    elif high is None:
        kind = "from"
    else:
        kind = "one_value" if low == high else "range"
    return f"{view.text(kind, **ends)}  ({reader.count(row['customers'])})"


def segments_part(view: View, answer: Answer[Rfm]) -> None:
    """The segments with the best one's figures beside their own, their meaning and action."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("segments"), anchor=False)
        st.caption(escape(view.text("yardstick_help")))
        tables.show(reader, result.segments, _SEGMENTS, key="rfm_segments")
        downloads.rows(view, answer, result.segments, name="segments")
    with st.expander(view.text("meanings"), icon=":material/lightbulb:"):
        rows = [
            {
                reader.name("segment"): reader.segment(segment.key),
                view.text("meaning"): said(reader, segment, "meanings"),
                view.text("action"): said(reader, segment, "actions"),
            }
            for segment in result.table.segments
        ]
        st.dataframe(pl.DataFrame(rows), hide_index=True, height="content", key="rfm_meanings")


def said(reader: Reader, segment: Segment, what: str, language: str | None = None) -> str:
    """A segment's name, meaning or action: the company's own words, else ours, else nothing."""
    own = dict(getattr(segment, what)).get(language or reader.language)
    if own:
        return str(own)
    reader = Reader(language) if language else reader
    key = {
        "names": f"words.{segment.key}",
        "meanings": f"rfm.m_{segment.key}",
        "actions": f"rfm.a_{segment.key}",
    }[what]
    return reader.text(key) if reader.has(key) else ""


def customers_part(view: View, answer: Answer[Rfm]) -> None:
    """The customers of all segments or of one; those chosen can be kept as a draft list."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        keys = [s["segment"] for s in result.segments.iter_rows(named=True) if s["customers"]]
        key = st.selectbox(
            view.text("choose_segment"),
            ["", *keys],
            format_func=lambda k: choose.plain(
                reader.segment(k) if k else view.text("all_segments")
            ),
            key="rfm_segment",
        )
        shown = result.of(key) if key else result.customers
        reason = view.text("reason_all")
        if key:
            reason = view.text("reason_segment", segment=reader.segment(key))
        mark = view.mark(answer, key)
        ticked = tables.show(reader, shown, _CUSTOMERS, key=f"rfm_rows_{mark}", select=True)
        if ticked:
            shown, reason = shown[ticked], view.text("reason_rows")
        with st.container(horizontal=True, vertical_alignment="center"):
            ids = shown["customer_id"].to_list()
            name = f"{reason}, {reader.date(answer.scope.end)}"
            kept = f"rfm_draft_{key}{'_rows' if ticked else ''}"  # a choice has words of its own
            drafts.offer(view, answer, ids, reason=reason, name=name, key=kept)
            downloads.rows(view, answer, shown, name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))
