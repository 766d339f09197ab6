"""Who may see what, as the administrator wrote it down; nobody else."""

import os
from pathlib import Path

import pytest

from data.actor import Actor, Role
from data.people import VARIABLE, PeopleError, actor_of

AT = "https://login.example.org"
WRITTEN = """
[[person]]
issuer = "https://login.example.org"
subject = "ani"
role = "marketer"
companies = ["toko"]

[[person]]
issuer = "https://login.example.org"
subject = "budi"
role = "administrator"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "people.toml"
    written.write_text(WRITTEN)
    return written


def test_a_person_has_the_role_and_companies_written_down(file: Path) -> None:
    assert actor_of(file.parent, AT, "ani") == Actor(
        f"{AT} ani", Role.MARKETER, frozenset({"toko"})
    )
    assert actor_of(file.parent, AT, "budi") == Actor(f"{AT} budi", Role.ADMINISTRATOR)


def test_a_stranger_is_nobody(file: Path, tmp_path: Path) -> None:
    assert actor_of(file.parent, AT, "citra") is None
    assert actor_of(file.parent, "https://other.example.org", "ani") is None
    assert actor_of(tmp_path / "without a file", AT, "ani") is None


def test_everybody_else_may_be_given_a_role(file: Path) -> None:
    file.write_text(WRITTEN + '[everybody]\nrole = "viewer"\ncompanies = ["sample"]\n')

    assert actor_of(file.parent, AT, "citra") == Actor(
        f"{AT} citra", Role.VIEWER, frozenset({"sample"})
    )
    ani = actor_of(file.parent, AT, "ani")
    assert ani is not None
    assert ani.role is Role.MARKETER


def test_a_change_counts_at_once(file: Path) -> None:
    assert actor_of(file.parent, AT, "ani")
    file.write_text(WRITTEN.replace('"ani"', '"eko"'))
    os.utime(file, ns=(1, 1))

    assert actor_of(file.parent, AT, "ani") is None
    assert actor_of(file.parent, AT, "eko")


def test_the_file_may_lie_elsewhere(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = file.rename(tmp_path / "who.toml")
    assert actor_of(tmp_path, AT, "ani") is None
    monkeypatch.setenv(VARIABLE, str(elsewhere))
    assert actor_of(tmp_path, AT, "ani")


PERSON = '[[person]]\nissuer = "a"\nsubject = "b"\nrole = "viewer"\n'
BROKEN = {
    "no TOML": "[[person",
    "unknown people": "[[people]]\n",
    "not a table of its own": "person = [1]\n",
    "subject is missing": '[[person]]\nissuer = "a"\nrole = "viewer"\n',
    "issuer is missing": '[[person]]\nissuer = 1\nsubject = "b"\nrole = "viewer"\n',
    "role must be one of": PERSON.replace("viewer", "owner"),
    "unknown company": PERSON + 'company = "toko"\n',
    "a list of short names": PERSON + 'companies = "toko"\n',
    "exactly one company": PERSON.replace("viewer", "student"),
    "named twice": PERSON + PERSON,
    "everybody: unknown subject": '[everybody]\nrole = "viewer"\nsubject = "b"\n',
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_file_that_means_nothing_is_told_of(tmp_path: Path, message: str) -> None:
    (tmp_path / "people.toml").write_text(BROKEN[message])
    with pytest.raises(PeopleError, match=message):
        actor_of(tmp_path, "a", "b")
