from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data import audit
from data.actor import LOCAL_OWNER, Actor, Role
from data.audit import AuditError
from data.workspace import Workspace

DROP_GUARDS = {
    "sqlite": ["drop trigger audit_no_update", "drop trigger audit_no_delete"],
    "postgresql": ["drop trigger audit_append_only on audit"],
}
TAMPER = {
    "Line 2 .* was changed": ["update audit set actor = 'another' where seq = 2"],
    "Line 3 .* was changed": ["update audit set details = '{}' where seq = 3"],
    "broken before line 3": ["delete from audit where seq = 2"],
    "broken before line 2": [
        "delete from audit where seq = 1",
    ],
    "ends at line 3; it should end at 4": ["delete from audit where seq = 4"],
    "broken before line 4": ["update audit set previous = hash where seq = 4"],
}


@pytest.fixture
def log(workspace: Workspace) -> Workspace:
    """A workspace with four lines in its log."""
    for number in range(4):
        audit.record(workspace, LOCAL_OWNER, "export", "kiosk", {"rows": number, "ä": "É"})
    return workspace


def test_a_line_says_who_did_what_when_and_where(log: Workspace) -> None:
    marketer = Actor("issuer|subject", Role.MARKETER)
    assert audit.record(log, marketer, "reveal", "toko") == 5
    newest = audit.entries(log)[0]
    assert (newest.seq, newest.actor, newest.role) == (5, "issuer|subject", "marketer")
    assert (newest.action, newest.company, newest.details) == ("reveal", "toko", {})
    assert newest.at.utcoffset() == timedelta(0)
    assert [entry.details["rows"] for entry in audit.entries(log, "kiosk", limit=2)] == [3, 2]


def test_an_untouched_log_holds_together(log: Workspace) -> None:
    assert audit.verify(log) == 4


@pytest.mark.parametrize(
    "statement",
    ["update audit set actor = 'another' where seq = 2", "delete from audit where seq = 4"],
)
def test_the_database_refuses_to_change_the_log(log: Workspace, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), log.writing() as connection:
        connection.execute(text(statement))
    assert audit.verify(log) == 4


@pytest.mark.parametrize("message", TAMPER)
def test_tampering_past_the_database_is_found(log: Workspace, message: str) -> None:
    with log.writing() as connection:
        for statement in (*DROP_GUARDS[log.engine.dialect.name], *TAMPER[message]):
            connection.execute(text(statement))
    with pytest.raises(AuditError, match=message):
        audit.verify(log)


def test_many_may_write_at_once(workspace: Workspace) -> None:
    def write(number: int) -> int:
        return audit.record(workspace, LOCAL_OWNER, "export", "kiosk", {"rows": number})

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(write, range(80)))
    assert sorted(given) == list(range(1, 81))
    assert audit.verify(workspace) == 80


def test_what_fails_is_not_logged_and_what_is_not_logged_fails(log: Workspace) -> None:
    def fail_halfway() -> None:
        with log.writing() as connection:
            audit.append(connection, LOCAL_OWNER, "export")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    assert audit.verify(log) == 4
