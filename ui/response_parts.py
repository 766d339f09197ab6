"""Parts of the campaigns page: all campaigns, one looked into, and why an effect may be missing."""

from dataclasses import replace

import polars as pl
import streamlit as st

from analytics.findings import NotEnoughData
from analytics.power import Sizes, detectable_share
from analytics.response import Response
from analytics.response_contacts import TOO_OFTEN, TOO_RARELY
from answers import Answer
from answers.response import LONGEST, Outcome, ResponseOptions
from charts.response import day_lines, day_money, effect_dots, rate_dots
from ui import choose, downloads, drafts, figures, link, tables
from ui.page import View
from words import escape

_MEASURED = (
    *("campaign_name", "starts", "touch_point", "contacted", "responded", "response_rate"),
    *("control", "hit_by", "control_rate", "response_effect", "effect_low", "effect_high"),
    *("p_value", "incremental_profit", "incremental_low", "incremental_high"),
    *("campaign_spend", "roi"),
    *("state", "cut", "balanced", "gross_roi", "revenue", "contribution"),
)
_ANSWERED = (
    *("campaign_name", "starts", "ends", "contacted", "responded", "response_rate"),
    *("response_low", "response_high", "state", "cut", "touch_point", "campaign_spend"),
    *("gross_roi", "revenue", "contribution"),
)
_EFFECT = (
    *("figure", "treated_mean", "control_mean", "mean_difference", "low", "high"),
    *("p_value", "p_adjusted", "method", "variance_left"),
)
_SEGMENTS = (
    *("segment", "contacted", "responded", "response_rate", "control", "control_rate"),
    *("response_effect", "effect_low", "effect_high", "p_value", "p_adjusted"),
)
_BALANCE = (
    *("figure", "treated_mean", "control_mean", "mean_difference", "spreads"),
    *("p_value", "p_adjusted"),
)
_TOUCH_POINTS = (
    *("touch_point", "campaigns", "contacted", "responded", "response_rate", "response_low"),
    *("response_high", "campaign_spend", "with_control", "incremental_profit"),
    *("incremental_low", "incremental_high"),
)
_CONTACTS = (
    *("earlier_contacts", "contacted", "responded", "response_rate", "response_low"),
    *("response_high", "value_per_member"),
)
_PEOPLE = ("customer_id", "contribution", "recent_contacts", "recent_answers")
_LIST, _ALONE = 10_000, 0.1  # the list that the power helper speaks of


def ask(view: View) -> Answer[Response]:
    """The answer to what was chosen; a campaign of another company or period is let go."""
    reader = view.reader
    with st.container(horizontal=True, vertical_alignment="bottom"):
        basis = choose.one_of(reader, "basis", list(Outcome), Outcome.CONTRIBUTION)
        window = choose.whole(reader, "campaign_days", low=1, high=LONGEST)
        before = choose.whole(reader, "before_days", low=1, high=LONGEST)
        contacts = choose.days(reader, "contact_days", default=90, most=730)
        cuped = choose.switch(reader, "cuped", default=True)
    named = link.asked("campaign")
    options = ResponseOptions(
        campaign=named[0] if named else None,
        basis=basis,
        campaign_days=window,
        before_days=before,
        cuped=cuped,
        contact_days=contacts,
    )
    try:
        return view.ask(options)
    except NotEnoughData as missing:
        if missing.key != "not_enough.no_such_campaign":
            raise
        link.keep("campaign")
        return view.ask(replace(options, campaign=None))


def campaigns_part(view: View, answer: Answer[Response]) -> None:
    """Every campaign: the picture of effects, or of who answered where none can be measured."""
    result, reader = answer.result, view.reader
    measured = result.campaigns["effect"].drop_nulls().len() > 0
    name, make = ("effects", effect_dots) if measured else ("rates", rate_dots)
    with st.container(border=True):
        st.subheader(view.text(name), anchor=False)
        st.caption(escape(view.text(f"{name}_help")))
        chart = view.drawn(answer, name, lambda: make(result, reader))
        figures.show(view, answer, chart, name=name, alt=view.text(f"alt_{name}"))
        figures.save(view, answer, chart, name=name, title=view.text(name))
    if not measured:
        _how_to(view, result)
    with st.container(border=True):
        st.subheader(view.text("all_campaigns"), anchor=False)
        rows = result.campaigns.rename({"effect": "response_effect"}).with_columns(
            campaign_name=pl.coalesce("name", "campaign_id"),
            hit_by=pl.when(pl.col("control") > 0).then("hit_by"),
        )
        columns = _MEASURED if measured else _ANSWERED
        tables.show(reader, rows, columns, key="response_all", mark=view.mark(answer))
        downloads.rows(view, answer, result.campaigns, name="campaigns")


def _how_to(view: View, result: Response) -> None:
    """Why there is no effect, and how small an effect a list of this rate could see."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("no_effect_title"), anchor=False)
        rate = result.summary()["response_rate"]
        st.markdown(escape(view.text("no_effect")))
        lines = []
        for members in (1_000, 5_000, 20_000):
            alone = round(members * _ALONE)
            base = float(rate) if isinstance(rate, float) else 0.1
            seen = detectable_share(base, Sizes(members - alone, alone))
            sizes = {"members": reader.count(members), "control": reader.count(alone)}
            if seen is not None:
                lines.append(view.text("no_effect_size", detectable=reader.share(seen), **sizes))
        st.markdown("\n".join(f"- {escape(line)}" for line in lines))


def one_part(view: View, answer: Answer[Response]) -> None:
    """The campaign looked into: every measure, the days, the segments and the balance."""
    result, reader = answer.result, view.reader
    row = result.row()
    with st.container(border=True):
        st.subheader(view.text("one"), anchor=False)
        _choose(view, result)
        if row["state"] != "measured":
            state = reader.word(row["state"]).lower()
            st.markdown(f":material/info: {escape(view.text('measures_none', state=state))}")
        else:
            _measures(view, answer)
    if result.days.height:
        _days(view, answer)
    if result.segments.height:
        _segments(view, answer)
    if result.balance.filter(campaign_id=result.chosen).height:
        _balance(view, answer)


def _segments(view: View, answer: Answer[Response]) -> None:
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("segments"), anchor=False)
        st.caption(escape(view.text("segments_help")))
        rows = result.segments.rename({"effect": "response_effect"})
        columns = _SEGMENTS if result.row()["state"] == "measured" else _SEGMENTS[:4]
        tables.show(reader, rows, columns, key="response_segments", mark=view.mark(answer))
        downloads.rows(view, answer, result.segments, name="segments")


def _balance(view: View, answer: Answer[Response]) -> None:
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("balance"), anchor=False)
        st.caption(escape(view.text("balance_help", days=reader.count(result.before_days))))
        mine = result.balance.filter(campaign_id=result.chosen)
        tables.show_figures(reader, mine, _BALANCE, key="response_balance", plain=("spreads",))
        downloads.rows(view, answer, result.balance, name="balance")


def _choose(view: View, result: Response) -> None:
    """Another campaign, by name; its number goes into the link."""
    rows = result.campaigns
    names = {
        row["campaign_id"]: row["name"] or row["campaign_id"] for row in rows.iter_rows(named=True)
    }
    ids = list(names)
    chosen = st.selectbox(
        view.text("choose"),
        ids,
        index=ids.index(result.chosen),
        format_func=lambda one: _plain(str(names[one])),
        key=f"response_campaign_{result.chosen}",
    )
    if chosen != result.chosen:
        link.keep("campaign", str(chosen))
        st.rerun()


def _plain(name: str) -> str:
    """Lists that drop down show text as it is, but for a name that begins like an icon."""
    return escape(name) if name.startswith(":") else name


def _measures(view: View, answer: Answer[Response]) -> None:
    result, reader = answer.result, view.reader
    row = result.row()
    about = {"days": reader.count(row["days"]), "starts": reader.date(row["starts"])}
    st.caption(escape(f"{view.text('measures')}. {view.text('measures_help', **about)}"))
    effects = result.effects.filter(campaign_id=result.chosen)
    if row["hit_by"] == "ordered":  # the response rate of this page is of answers
        effects = effects.with_columns(pl.col("figure").replace("response_rate", "ordered_share"))
    for number, arm in enumerate(effects["arm"].unique(maintain_order=True)):
        mine = effects.filter(arm=arm)
        treated, control = (reader.count(mine[c][0]) for c in ("members", "control_members"))
        name = view.text("all_treatments") if arm == "all" else arm or view.text("unnamed_arm")
        sizes = f"{reader.name('members')} {treated}, {reader.name('control_members')} {control}"
        st.markdown(f"**{escape(name)}** · {escape(sizes)}")
        tables.show_figures(reader, mine, _EFFECT, key=f"response_arm_{number}", plain=("method",))
    downloads.rows(view, answer, result.effects, name="effects")


def _days(view: View, answer: Answer[Response]) -> None:
    result, reader = answer.result, view.reader
    row = result.row()
    named = f"{row['name'] or row['campaign_id']}"  # a saved picture does not show the choice
    with st.container(border=True):
        st.subheader(view.text("days"), anchor=False)
        by = "_ordered" if row["hit_by"] == "ordered" else ""
        st.caption(escape(view.text(f"days_help{by}")))
        lines = view.drawn(answer, "days", lambda: day_lines(result, reader))
        figures.show(view, answer, lines, name="days", alt=view.text(f"alt_days{by}"))
        figures.save(view, answer, lines, name="days", title=f"{view.text('days')} · {named}")
        if row["value_effect"] is not None:
            st.caption(escape(view.text("days_money")))
            money = view.drawn(answer, "days_money", lambda: day_money(result, reader))
            figures.show(view, answer, money, name="days_money", alt=view.text("alt_days_money"))
            title = f"{view.text('chart_value')} · {named}"
            figures.save(view, answer, money, name="days_money", title=title)
        downloads.rows(view, answer, result.days, name="days")


def together_part(view: View, answer: Answer[Response]) -> None:
    """All campaigns by touch point, and by how often people had been contacted."""
    result, reader, mark = answer.result, view.reader, view.mark(answer)
    with st.container(border=True):
        st.subheader(view.text("touch_points"), anchor=False)
        st.caption(escape(view.text("touch_points_help")))
        tables.show(reader, result.touch_points, _TOUCH_POINTS, key="response_points", mark=mark)
        downloads.rows(view, answer, result.touch_points, name="touch_points")
    with st.container(border=True):
        st.subheader(view.text("contacts"), anchor=False)
        days = reader.count(result.contact_days)
        st.caption(escape(view.text("contacts_help", days=days)))
        tables.show(reader, result.contacts, _CONTACTS, key="response_contacts", mark=mark)
        downloads.rows(view, answer, result.contacts, name="contacts")
        if result.people.height:
            _people(view, answer)


def _people(view: View, answer: Answer[Response]) -> None:
    """Who is contacted too rarely or too often; those chosen become a draft list."""
    result, reader = answer.result, view.reader
    st.markdown(f"**{escape(view.text('people'))}**")
    st.caption(escape(view.text("people_help", days=reader.count(result.contact_days))))
    there = set(result.people["how_contacted"])
    kinds = [kind for kind in (TOO_RARELY, TOO_OFTEN) if kind in there]
    chosen = st.segmented_control(
        view.text("people"),
        kinds,
        default=kinds[0],
        format_func=reader.word,
        key=f"response_people_{view.mark(answer)}",
        label_visibility="collapsed",
    )
    kind = str(chosen or kinds[0])
    shown, mark = result.people.filter(how_contacted=kind), view.mark(answer, kind)
    key = f"response_people_rows_{mark}"
    ticked = tables.show(reader, shown, _PEOPLE, key=key, mark=mark, select=True)
    shown = shown[ticked] if ticked else shown
    known = "tables.chosen" if ticked else "tables.chosen_all"
    st.caption(reader.text(known, customers=reader.count(shown.height)))
    with st.container(horizontal=True, vertical_alignment="center"):
        name, who = f"{reader.word(kind)}, {reader.date(answer.scope.as_of)}", shown["customer_id"]
        key = f"response_draft_{kind}"
        drafts.offer(view, answer, who.to_list(), reason=reader.word(kind), name=name, key=key)
        downloads.rows(view, answer, shown, name="people")
    drafts.listing(view)
    st.caption(reader.text("tables.for_analysis"))
