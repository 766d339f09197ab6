"""Choose who you mean: conditions put together, counted as one goes, saved by name."""

from collections.abc import Hashable
from threading import Condition as Lock

import polars as pl
import streamlit as st
from cachetools import LRUCache, cached

from analytics.condition_columns import ConditionError
from analytics.conditions import Group
from answers import Books
from answers.segment_words import in_words
from answers.segments import count
from data import segments
from data.actor import Actor, Right
from data.scope import Scope
from data.segments import SavedSegment, SegmentError
from ui import choose, desk, link, segment_lines, segment_state
from ui.page import entered
from ui.segment_state import Draft, Line, Lines
from words import Reader, escape

_COUNTS: LRUCache[Hashable, tuple[int, int]] = LRUCache(maxsize=512)


def show() -> None:
    """The page: saved segments, the conditions, their count, and a name to save them under."""
    books, reader = entered("segments.title")
    books.sold()
    st.markdown(escape(reader.text("segments.intro")))
    may = desk.actor().may(Right.DRAFT, books.company.name)
    _saved(books, reader, may=may)
    draft = segment_state.current(books.company.name)
    groups(books, reader, draft)
    _count(books, reader, draft)
    if may:
        _save(books, reader, draft)


def _saved(books: Books, reader: Reader, *, may: bool) -> None:
    """The saved segments; one can be opened, used as a filter, or archived."""
    text = reader.text
    if not books.segments:
        st.caption(text("segments.none"))
        return
    title = text("segments.saved_list", segments=reader.count(len(books.segments)))
    with st.expander(title, icon=":material/groups:", expanded=True):
        rows = [
            {
                text("segments.segment_name"): one.name,
                text("segments.definition"): in_words(one.conditions, reader),
                text("segments.look_back"): _days(reader, one.days),
                text("segments.note"): one.note,
                text("segments.state"): text(
                    "segments.is_archived" if one.archived else "segments.offered"
                ),
            }
            for one in books.segments
        ]
        st.dataframe(pl.DataFrame(rows), hide_index=True, height="content", key="segments_saved")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            by_name = {one.name: one for one in books.segments}
            name = st.selectbox(
                text("segments.segment_name"),
                list(by_name),
                format_func=choose.plain,
                key="segments_pick",
                width=320,
            )
            one = by_name[name]
            editable = segment_state.editable(one.conditions)
            if st.button(text("segments.open"), disabled=not editable, key="segments_open"):
                draft = segment_state.opened(
                    books.company.name, one.name, one.conditions, one.days, one.note
                )
                segment_state.replace_by(draft)
                st.rerun()
            if st.button(text("segments.use"), icon=":material/filter_list:", key="segments_use"):
                link.keep("segment", one.name)
                st.session_state.pop("segment", None)
                link.go("../pages/profit.py")
            _archive(books, reader, one, disabled=not may or one.archived)


def _archive(books: Books, reader: Reader, one: SavedSegment, *, disabled: bool) -> None:
    """A button that takes a segment out of what is offered."""
    if st.button(reader.text("segments.archive"), disabled=disabled, key="segments_archive"):
        segments.archive(desk.workspace(), desk.actor(), books.company.name, one.name)
        st.toast(escape(reader.text("segments.archived", name=one.name)))
        st.rerun()


def _days(reader: Reader, days: int | None) -> str:
    if days is None:
        return reader.text("segments.all_days")
    return reader.text("segments.look_days", days=reader.count(days))


def groups(books: Books, reader: Reader, draft: Draft) -> None:
    """The groups, each with its conditions."""
    if len(draft.groups) > 1:
        label = reader.text("segments.match_groups")
        draft.match = _match(reader, label, draft.match, f"segment_match_{draft.number}")
    columns = segment_lines.columns_of(books)
    for place, group in enumerate(list(draft.groups), start=1):
        with st.container(border=True):
            if _group(books, reader, draft, group, columns, place):
                st.rerun()
    with st.container(horizontal=True):
        if st.button(reader.text("segments.add_group"), icon=":material/library_add:"):
            draft.groups.append(Lines())
            st.rerun()
        if st.button(reader.text("segments.new"), icon=":material/restart_alt:"):
            segment_state.replace_by(Draft(books.company.name))
            st.rerun()


def _group(  # noqa: PLR0917 - what a group is drawn from
    books: Books, reader: Reader, draft: Draft, group: Lines, columns: list[str], place: int
) -> bool:
    """One group; gives whether something was added or removed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{reader.text('segments.group', number=reader.count(place))}**")
        if len(group.lines) > 1:
            label = reader.text("segments.match")
            group.match = _match(reader, label, group.match, f"segment_match_{group.number}")
    for line in list(group.lines):
        if segment_lines.show(books, reader, line, columns):
            group.lines.remove(line)
            return True
    with st.container(horizontal=True):
        key = f"segment_add_{group.number}"
        if st.button(reader.text("segments.add_condition"), icon=":material/add:", key=key):
            group.lines.append(Line())
            return True
        key = f"segment_drop_{group.number}"
        if len(draft.groups) > 1 and st.button(reader.text("segments.remove_group"), key=key):
            draft.groups.remove(group)
            return True
    return False


def _match(reader: Reader, label: str, match: str, key: str) -> str:
    chosen = st.segmented_control(
        label,
        ["all", "any"],
        default=match,
        format_func=lambda word: reader.text(f"segments.{word}"),
        required=True,
        key=key,
    )
    return str(chosen or match)


def _count(books: Books, reader: Reader, draft: Draft) -> None:
    """How many meet the conditions; and the conditions in words."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.number_input(
            f"{reader.text('segments.look_back')} ({reader.text('segments.days').lower()})",
            min_value=1,
            max_value=segments.MOST_DAYS,
            value=draft.days,
            step=None,
            placeholder=reader.text("segments.all_days"),
            help=escape(reader.text("segments.look_help")),
            key=f"segment_days_{draft.number}",
            width=320,
        )
        draft.days = None if days is None else int(days)
    try:
        wanted = draft.wanted()
    except ConditionError as problem:
        st.warning(escape(reader.text(problem.key, **problem.fields)))
        return
    meet, everyone = _counted(books, desk.actor(), wanted, draft.days)
    words = {"customers": reader.count(meet), "everyone": reader.count(everyone)}
    share = reader.share(meet / everyone if everyone else None)
    st.subheader(escape(reader.text("segments.counted", **words, share=share)), anchor=False)
    st.caption(escape(in_words(wanted, reader)))
    if draft.unfinished:
        st.caption(f":material/edit: {escape(reader.text('segments.unfinished'))}")


@cached(
    _COUNTS,
    key=lambda books, actor, wanted, days: (
        str(desk.workspace().home),
        books.company.name,
        books.version,
        wanted,
        days,
        actor.role,
        actor.companies,
    ),
    condition=Lock(),
)
def _counted(books: Books, actor: Actor, wanted: Group, days: int | None) -> tuple[int, int]:
    return count(books, actor, Scope(books.company.name), wanted, days=days)


def _save(books: Books, reader: Reader, draft: Draft) -> None:
    """A name, what it is for, and the button."""
    # A form: what is typed travels with the button, and no run of the page lies between the two.
    with st.form(f"segment_save_{draft.number}", enter_to_submit=False):
        st.markdown(f"**{reader.text('segments.save_title')}**")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input(
                reader.text("segments.segment_name"),
                value=draft.opened,
                max_chars=segments.LONGEST_NAME,
                key=f"segment_name_{draft.number}",
            )
            note = st.text_input(
                reader.text("segments.note"),
                value=draft.note,
                max_chars=segments.LONGEST_NOTE,
                key=f"segment_note_{draft.number}",
            )
            pressed = st.form_submit_button(
                reader.text("segments.save"), type="primary", key="segment_save"
            )
        if not pressed:
            return
        try:
            saved = segments.save(
                desk.workspace(),
                desk.actor(),
                books.company.name,
                name,
                draft.wanted(),
                days=draft.days,
                note=note,
            )
        except (ConditionError, SegmentError) as problem:
            st.error(escape(reader.text(problem.key, **problem.fields)), icon=":material/error:")
            return
        version = reader.count(saved.version)
        st.toast(escape(reader.text("segments.saved", name=saved.name, version=version)))
        st.rerun()
