"""What came of a list that was sent out: results brought back, and its effect."""

from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.findings import NotEnoughData
from answers import Books, list_measure, question
from answers.response import LONGEST, Outcome
from data import lists
from data.actor import Right
from data.audit import Entry
from data.list_results import Brought, Read, bring_back, left_on, read_results
from data.target_list import ListError, ListState, TargetList
from ui import desk, navigation, target_list_parts, wizard_questions
from ui.wizard_state import Uploads
from words import Reader, escape

_NAMED = 8  # columns of a file that are named


class Results:
    """One visitor's file of results for one list, as far as it was read and answered for."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.mark = ""
        self.read: Read | None = None

    def say(self, *, answers: dict[str, str]) -> None:
        """Take note of an answer: the file is read anew."""
        self.answers |= answers
        self.read = None

    def take(self, list_id: str, file: UploadedFile) -> Read:
        """The file as it was read, once for each answer."""
        if self.mark != file.file_id:
            self.mark, self.read, self.answers = file.file_id, None, {}
        if self.read is None:
            uploads = Uploads(desk.workspace(), [file])
            try:
                self.read = read_results(
                    desk.workspace(),
                    desk.actor(),
                    list_id,
                    uploads.sources[0],
                    answers=self.answers,
                )
            finally:
                uploads.close()
        return self.read


def show(books: Books, reader: Reader, one: TargetList) -> None:
    """The part of the page for one list that was sent out."""
    sent = one.state in (ListState.EXPORTED, ListState.MEASURED)
    if not sent or not desk.actor().may(Right.EXPORT_CONTACTS, books.company.name):
        return
    with st.container(border=True):
        st.subheader(reader.text("contacts.results_heading"), anchor=False)
        st.markdown(escape(reader.text("contacts.results_lead")))
        _bring(reader, one)
        st.divider()
        _measure(books, reader, one)


def _bring(reader: Reader, one: TargetList) -> None:
    results: Results = st.session_state.setdefault(f"_results_{one.id}", Results())
    # A choice of its own: a button pressed while a file travels must not pass for "no file".
    of_file = _from(reader, one) == "file"
    file = _file(reader, one) if of_file else None
    read = results.take(one.id, file) if file else None
    if read is not None and read.outcome.status == "question":
        wizard_questions.ask(reader, results, read.outcome)
        return
    if read is not None and read.rows is None:
        wizard_questions.problems(reader, read.outcome.problems)
        return
    if read is not None:
        _of_file(reader, read)
    day = _day(reader, one, ready=read is not None or not of_file)
    if day is not None:
        try:
            came = bring_back(
                desk.workspace(),
                desk.actor(),
                one.id,
                read.rows if read else None,
                contacted_on=day,
                source=file.name if file else "",
            )
        except ListError as problem:
            target_list_parts.tell(reader, problem)
            return
        st.session_state[f"_brought_{one.id}"] = (came, read)
        st.rerun()
    if (kept := st.session_state.get(f"_brought_{one.id}")) is not None:
        _tell(reader, one, *kept)


def _from(reader: Reader, one: TargetList) -> str:
    said = {"file": reader.text("contacts.from_file"), "sales": reader.text("contacts.from_sales")}
    chosen = st.segmented_control(
        reader.text("contacts.results_from"),
        list(said),
        default="file",
        format_func=said.__getitem__,
        key=f"results_from_{one.id}",
        required=True,
    )
    return chosen or "file"


def _file(reader: Reader, one: TargetList) -> UploadedFile | None:
    return st.file_uploader(
        reader.text("contacts.results_file"),
        help=reader.text("contacts.results_file_help"),
        key=f"results_file_{one.id}",
    )


def _day(reader: Reader, one: TargetList, *, ready: bool) -> date | None:
    """The day of contact, once the button was pressed; it waits for the file to be read."""
    with (
        st.form(f"results_form_{one.id}", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        day = st.date_input(
            reader.text("contacts.contacted_on"),
            value=left_on(desk.workspace(), one),
            help=reader.text("contacts.contacted_on_help"),
            format="DD/MM/YYYY",
            key=f"results_day_{one.id}",
            width=200,
        )
        pressed = st.form_submit_button(
            reader.text("contacts.bring"),
            icon=":material/assignment_returned:",
            key=f"results_bring_{one.id}",
            disabled=not ready,
            help=None if ready else reader.text("contacts.bring_first"),
        )
    return day if pressed and ready else None


def _of_file(reader: Reader, read: Read) -> None:
    """How the file was read, as far as somebody might not expect it."""
    if read.unused:
        told = reader.text("contacts.unused", columns=", ".join(read.unused[:_NAMED]))
        st.warning(escape(told), icon=":material/warning:")
    for key in ("by_contact", "undated", "unclear"):
        if count := getattr(read, key):
            st.caption(escape(reader.text(f"contacts.{key}", rows=reader.count(count))))


def _tell(reader: Reader, one: TargetList, came: Brought, read: Read | None) -> None:
    """What came back, and what does not fit."""
    if read is None or read.rows is None:
        members = reader.count(one.members)
        st.success(escape(reader.text("contacts.brought_sales", customers=members)))
        return
    rows, matched = reader.count(read.rows.height), reader.count(came.matched)
    answered = reader.count(came.answered)
    text = reader.text("contacts.brought", rows=rows, matched=matched, answered=answered)
    st.success(escape(text), icon=":material/check:")
    for key, count in (
        ("strangers", came.strangers),
        ("contaminated", came.contaminated),
        ("unreached", came.unreached),
        ("aside", read.outcome.rows_quarantined or 0),
    ):
        if count:
            fields = {"rows" if key == "aside" else "customers": reader.count(count)}
            st.caption(escape(reader.text(f"contacts.{key}", **fields)))


def _measure(books: Books, reader: Reader, one: TargetList) -> None:
    try:
        there = list_measure.days_since(desk.workspace(), books, one)
    except NotEnoughData as problem:
        st.caption(escape(reader.sentence(problem.key, problem.fields)))
        return
    if there < 1:
        st.caption(escape(reader.text("contacts.too_early", name=one.name)))
        return
    with (
        st.form(f"measure_form_{one.id}", border=False, enter_to_submit=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        basis = st.segmented_control(
            reader.text("contacts.basis"),
            list(Outcome),
            default=Outcome.PROFIT,
            format_func=lambda basis: reader.name(basis.value),
            key=f"results_basis_{one.id}",
            required=True,
        )
        most = min(there, LONGEST)
        days = st.number_input(
            reader.text("contacts.days"),
            min_value=1,
            max_value=most,
            value=min(list_measure.planned(one), most),
            help=reader.text("contacts.days_help", days=reader.count(there)),
            key=f"results_days_{one.id}",
            width=200,
        )
        pressed = st.form_submit_button(
            reader.text("contacts.measure"),
            icon=":material/monitoring:",
            type="primary",
            key=f"results_measure_{one.id}",
        )
    if pressed and _found(reader, one, basis or Outcome.PROFIT, int(days)):
        st.rerun()  # the ledger above says that it is measured
    kept = lists.measurements(desk.workspace(), desk.actor(), books.company.name).get(one.id)
    if kept is not None:
        _said(books, reader, one, kept)


def _found(reader: Reader, one: TargetList, basis: Outcome, days: int) -> bool:
    try:
        list_measure.measure(desk.workspace(), desk.actor(), one.id, basis=basis, days=days)
    except ListError as problem:
        target_list_parts.tell(reader, problem)
        return False
    return True


def _said(books: Books, reader: Reader, one: TargetList, measured: Entry) -> None:
    """What was measured last, as the log keeps it."""
    told = measured.details
    first, *others = list_measure.sentences(told, reader)
    known = told["incremental_profit"] is not None
    st.info(escape(first), icon=":material/monitoring:" if known else ":material/block:")
    for text in others:
        st.markdown(escape(text))
    how = {"basis": reader.name(told["basis"]), "days": reader.count(told["days"])}
    day = reader.date(books.company.local(measured.at).date())
    st.caption(escape(reader.text("contacts.measured_how", date=day, **how)))
    st.page_link(
        navigation.page(question("response"), reader),
        label=reader.text("contacts.see_campaign"),
        icon=":material/arrow_forward:",
        query_params={"company": books.company.name, "campaign": one.campaign_id},
    )
