"""No table of any answer leaves with a name in it, for a role that may not see names.

Longer than a minute, so left to `make test-all`; the pages are searched in ``tests/browser``.
"""

from pathlib import Path

import pytest

from analytics.findings import NotEnoughData, WrongOption
from answers import QUESTIONS, ask, open_books
from answers.customer import CustomerOptions
from data.actor import LOCAL_OWNER, Actor, Right, Role
from data.samples.install import Recipe, install
from data.samples.toko_nusantara import generate
from data.scope import Scope
from data.workspace import open_workspace
from exports import Format, export_rows
from tests.planted import secrets, told
from words import LANGUAGES, Reader

pytestmark = pytest.mark.long

CUSTOMERS, COMPANY = 300, "toko-nusantara"
STUDENT = Actor("class 1", Role.STUDENT, frozenset({COMPANY}))


def test_no_table_leaves_with_a_name(tmp_path: Path) -> None:
    made = generate(CUSTOMERS)
    workspace = open_workspace(tmp_path / "home")
    install(workspace, LOCAL_OWNER, COMPANY, recipe=Recipe(customers=CUSTOMERS))
    books = open_books(workspace, STUDENT, COMPANY)
    assert not STUDENT.may(Right.REVEAL, COMPANY)
    sought, left = secrets(made.tables), 0
    assert len(sought) > 3 * CUSTOMERS
    someone = made.tables["order_lines"]["customer_id"].drop_nulls().mode().sort()[0]
    for asked in QUESTIONS:
        options = asked.options()
        if isinstance(options, CustomerOptions):
            options = CustomerOptions(someone, outlook=True)
        try:
            answer = ask(books, STUDENT, asked.name, Scope(COMPANY), options)
        except (NotEnoughData, WrongOption):
            continue
        files = [
            export_rows(
                workspace,
                STUDENT,
                frame,
                name=name,
                kind=Format.CSV,
                provenance=answer.origin(name),
                reader=Reader(language, "IDR", 0),
            ).content
            for name, frame in answer.result.frames().items()
            for language in LANGUAGES
            if frame.width
        ]
        assert told(files, sought) == [], asked.name
        left += len(files)
    assert left > 150
    workspace.close()
