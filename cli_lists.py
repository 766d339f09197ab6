"""``list build | freeze | ledger``, with :mod:`cli_contacts`: target lists without a browser.

Exit code 2 for a list, a segment or an option that is not there, or for what cannot be done with a
list in its state; 5 where nothing was sold yet.
"""

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analytics.condition_columns import ConditionError
from analytics.control import TREATMENT
from analytics.findings import WrongOption
from analytics.suppression import QUIET_DAYS, Rules
from analytics.target_lists import Terms
from answers import Books, target_lists
from answers.plain import proof_as_plain
from answers.proof import in_words
from answers.target_list_wanted import Source, SourceKind, Wanted
from answers.target_lists import About, Plan
from cli_contacts import commands as contact_commands
from cli_list_words import about, as_plain, failure
from cli_parts import (
    COMPANY,
    ENGLISH,
    JSON,
    LANGUAGE,
    WRONG_OPTION,
    Failure,
    Language,
    conditions_of,
    opened,
    option,
    refused,
    say,
)
from data import drafts, lists
from data.actor import LOCAL_OWNER
from data.frames.targets import usual_cost
from data.lists import ListError, TargetList
from data.target_list import LONGEST_ARM
from data.workspace import Workspace
from words import Reader, visible

commands = typer.Typer(help=ENGLISH.text("target_lists.cli_help"), no_args_is_help=True)
commands.add_typer(contact_commands)


class TouchPoint(StrEnum):
    """The touch points of a list."""

    E_MAIL = "e-mail"
    PHONE = "phone"
    CHAT = "chat"
    POST = "post"
    STORE = "store"
    WEB = "web"


class Order(StrEnum):
    """What a budget keeps the best by."""

    CONTRIBUTION = "contribution"
    PROFIT = "profit"
    REVENUE = "revenue"
    RECENCY = "recency"


class Stratum(StrEnum):
    """What control is drawn within."""

    VALUE = "value"
    SEGMENT = "segment"
    CUSTOMER_TYPE = "customer_type"
    HOME_REGION = "home_region"
    NONE = "none"


class Worth(StrEnum):
    """What customers are taken to bring in a year."""

    LAST_YEAR = "last_year"
    CLTV = "cltv"


_NAME = Annotated[str, typer.Argument(help=ENGLISH.text("target_lists.name_help"))]


def _own(key: str, *names: str) -> Any:
    return option(key, *names, section="target_lists")


@commands.command("build", help=ENGLISH.text("target_lists.build_help"))
def build_list(  # noqa: PLR0913 - the options of the command line
    name: _NAME,
    *,
    company: COMPANY,
    segment: Annotated[str | None, _own("segment", "--segment")] = None,
    draft: Annotated[str | None, _own("draft", "--draft")] = None,
    file: Annotated[Path | None, _own("file", "--file")] = None,
    days: Annotated[int | None, _own("days", "--days")] = None,
    everybody: Annotated[bool, _own("everybody", "--everybody")] = False,
    touch_point: Annotated[TouchPoint, _own("touch_point", "--touch-point")] = TouchPoint.E_MAIL,
    quiet_days: Annotated[int, _own("quiet_days", "--quiet-days")] = QUIET_DAYS,
    exclude: Annotated[list[str] | None, _own("exclude", "--exclude")] = None,
    allow_running: Annotated[bool, _own("allow_running", "--allow-running")] = False,
    contact_cost: Annotated[float | None, _own("contact_cost", "--contact-cost")] = None,
    fixed_cost: Annotated[float, _own("fixed_cost", "--fixed-cost")] = 0.0,
    budget: Annotated[float | None, _own("budget", "--budget")] = None,
    order: Annotated[Order, _own("order", "--order")] = Order.CONTRIBUTION,
    lift: Annotated[float, _own("lift", "--lift")] = 0.05,
    worth: Annotated[Worth, _own("worth", "--worth")] = Worth.LAST_YEAR,
    control: Annotated[float, _own("control", "--control")] = 0.1,
    treatment: Annotated[list[str] | None, _own("treatment", "--treatment")] = None,
    stratum: Annotated[list[Stratum] | None, _own("stratum", "--stratum")] = None,
    seed: Annotated[int, _own("seed", "--seed")] = 1,
    window: Annotated[int, _own("window", "--window")] = 90,
    purpose: Annotated[str, _own("purpose", "--purpose")] = "",
    note: Annotated[str, _own("note", "--note")] = "",
    owner: Annotated[str, _own("owner", "--owner")] = "",
    replace_draft: Annotated[bool, _own("replace", "--replace")] = False,
    only_try: Annotated[bool, _own("try", "--try")] = False,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """Work a list out and keep it as a draft."""
    workspace, books, reader = opened(company, language)
    try:
        where = {"segment": segment, "draft": draft, "file": file, "everybody": everybody or None}
        source = _source(workspace, books, {k: v for k, v in where.items() if v}, days, reader)
        earlier = [lists.find(workspace, LOCAL_OWNER, company, one).id for one in exclude or ()]
        usual = usual_cost(books.facts, touch_point.value) or 0.0
        wanted = Wanted(
            source,
            Rules(touch_point.value, quiet_days, not allow_running),
            tuple(dict.fromkeys(earlier)),
            Terms(
                usual if contact_cost is None else contact_cost,
                fixed_cost,
                budget,
                lift,
                control,
                _treatments(treatment, reader),
                tuple(one.value for one in stratum or (Stratum.VALUE,) if one is not Stratum.NONE),
                seed,
                worth.value,
            ),
            order.value,
            window,
        )
        planned = target_lists.plan(workspace, LOCAL_OWNER, books, wanted)
        kept = None
        if not only_try:
            replaces = _draft_named(workspace, company, name) if replace_draft else None
            kept = target_lists.keep(
                workspace,
                LOCAL_OWNER,
                books,
                planned,
                About(name, purpose, note, owner),
                replaces=replaces,
            )
    except (ListError, ConditionError, WrongOption) as problem:
        raise _failure(problem, reader) from None
    _say_plan(planned, kept, reader, as_json=as_json)


@commands.command("freeze", help=ENGLISH.text("target_lists.freeze_list_help"))
def freeze_list(
    name: _NAME, *, company: COMPANY, as_json: JSON = False, language: LANGUAGE = Language.EN
) -> None:
    """Freeze a draft; who may be contacted is found anew where data or other lists moved on."""
    workspace, _, reader = opened(company, language)
    try:
        found = lists.find(workspace, LOCAL_OWNER, company, name)
        frozen = target_lists.freeze(workspace, LOCAL_OWNER, found.id)
    except ListError as problem:
        raise _failure(problem, reader) from None
    if as_json:
        say(json.dumps(as_plain(frozen), ensure_ascii=False, indent=2))
        return
    told = {"name": visible(frozen.name), "id": frozen.id, "hash": frozen.hash}
    say(reader.text("target_lists.cli_frozen", **told))
    say(f"  {about(frozen, reader)}")


@commands.command("ledger", help=ENGLISH.text("target_lists.ledger_help"))
def show_ledger(
    *, company: COMPANY, as_json: JSON = False, language: LANGUAGE = Language.EN
) -> None:
    """Every list of a company, newest first."""
    workspace, books, reader = opened(company, language)
    known = lists.listing(workspace, LOCAL_OWNER, company)
    if as_json:
        rows = [as_plain(one) for one in known]
        say(json.dumps({"lists": rows}, ensure_ascii=False, indent=2))
        return
    for one in known:
        state = reader.text(f"target_lists.state_{one.state}")
        made = reader.date(books.company.local(one.created_at).date())
        say(f"{visible(one.name)} · {state} · {made} · {one.id}")
        say(f"  {about(one, reader)}")
        if one.note:
            say(f"  {visible(one.note)}")
    if not known:
        say(reader.text("target_lists.no_lists"))


def _source(
    workspace: Workspace,
    books: Books,
    given: dict[str, Any],
    days: int | None,
    reader: Reader,
) -> Source:
    """The one source that was named."""
    if len(given) != 1:
        key = "one_source" if given else "no_source"
        raise Failure(WRONG_OPTION, key, reader.text(f"target_lists.{key}"))
    ((kind, value),) = given.items()
    match kind:
        case "segment":
            return Source(SourceKind.SEGMENT, value)
        case "draft":
            return Source(SourceKind.DRAFT, _draft(workspace, books, value, reader))
        case "file":
            return Source(SourceKind.CONDITIONS, conditions=conditions_of(value, reader), days=days)
        case _:
            return Source()


def _draft(workspace: Workspace, books: Books, name: str, reader: Reader) -> str:
    known = drafts.listing(workspace, LOCAL_OWNER, books.company.name)
    for draft in known:
        if name in (draft.id, draft.name):
            return draft.id
    names = ", ".join(visible(draft.name) for draft in known) or "–"
    message = reader.text("target_lists.wrong_word", word=visible(name), known=names)
    raise Failure(WRONG_OPTION, "no_such_draft", message)


def _draft_named(workspace: Workspace, company: str, name: str) -> str | None:
    """The list of that name, if there is one; only a draft can be replaced."""
    try:
        return lists.find(workspace, LOCAL_OWNER, company, name).id
    except lists.NoSuchListError:
        return None


def _treatments(given: list[str] | None, reader: Reader) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in given or (TREATMENT,)))
    if any(not 1 <= len(name) <= LONGEST_ARM or name == "control" for name in names):
        message = reader.text("target_lists.wrong_arm", most=LONGEST_ARM)
        raise Failure(WRONG_OPTION, "wrong_arm", message)
    return names


def _say_plan(planned: Plan, kept: TargetList | None, reader: Reader, *, as_json: bool) -> None:
    result = planned.result
    if as_json:
        plain = {
            "list": as_plain(kept) if kept else None,
            "summary": {k: _finite(v) for k, v in result.summary().items()},
            "left_out": dict(result.frames()["left_out"].iter_rows()),
            "findings": [
                {"key": f.key, "fields": dict(f.fields), "text": reader.sentence(f.key, f.fields)}
                for f in result.findings()
            ],
            "proof": proof_as_plain(planned.proof, reader),
            "frames": {name: frame.to_dicts() for name, frame in result.frames().items()},
        }
        say(json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False))
        return
    found = [reader.sentence(finding.key, finding.fields) for finding in result.findings()]
    for sentence in (*in_words(planned.proof, reader), *found):
        say(f"- {visible(sentence)}")
    for reason, count in result.frames()["left_out"].iter_rows():
        say(f"  {reader.text(f'target_lists.reason_{reason}'):32} {reader.count(count)}")
    for key, value in result.summary().items():
        say(f"{reader.name(key):32} {reader.figure(key, value)}")
    if kept:
        say(reader.text("target_lists.cli_kept", name=visible(kept.name), id=kept.id))


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _failure(problem: ListError | ConditionError | WrongOption, reader: Reader) -> Failure:
    if isinstance(problem, ListError):
        return failure(problem, reader)
    if isinstance(problem, ConditionError):
        return refused(problem, reader)
    name = reader.text(f"target_lists.list_{problem.option.removeprefix('list_')}")
    limits = {"low": problem.low, "high": problem.high, "value": problem.value}
    told = {key: reader.number(value) for key, value in limits.items()}
    return Failure(
        WRONG_OPTION, "out_of_range", reader.text("error.out_of_range", name=name, **told)
    )
