"""Who may see which company and with which role, as the administrator wrote it down.

``people.toml`` in the workspace, or the file that ``PELANGGAN_PEOPLE`` names::

    [[person]]
    issuer = "https://login.example.org"
    subject = "8f2c"
    role = "marketer"
    companies = ["toko-nusantara"]   # left out: every company

    [everybody]                      # whoever else the provider admits; left out: nobody
    role = "viewer"
    companies = ["complete-journey"]

It is read anew whenever it was changed, so that a right taken away is gone with the next click.
"""

import os
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.actor import Actor, Role

VARIABLE = "PELANGGAN_PEOPLE"
FILE = "people.toml"
_ROLES = frozenset(Role) - {Role.OWNER}  # the owner is whoever sits at the machine
_PERSON = frozenset({"issuer", "subject", "role", "companies"})
_EVERYBODY = frozenset({"role", "companies"})


class PeopleError(ValueError):
    """The file of people means nothing; the message names the place and what to write."""


def actor_of(home: Path, issuer: str, subject: str) -> Actor | None:
    """The actor who logged in as ``subject`` at ``issuer``, or None for a stranger.

    Raises :class:`PeopleError` for a file that cannot be read.
    """
    file = Path(os.environ.get(VARIABLE) or home / FILE)
    try:
        known = _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PeopleError(f"{file.name} cannot be read.") from error
    name = f"{issuer} {subject}"
    found = known.get((issuer, subject)) or known.get(None)
    return None if found is None else Actor(name, *found)


Rights = tuple[Role, frozenset[str] | None]


@lru_cache(maxsize=8)
def _read(file: Path, changed: int) -> Mapping[tuple[str, str] | None, Rights]:
    """Role and companies by issuer and subject; under None those of everybody else."""
    del changed  # in the key
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise PeopleError(f"{file.name} is no TOML: {error}") from error
    if unknown := sorted(content.keys() - {"person", "everybody"}):
        raise PeopleError(f"{file.name}: unknown {', '.join(unknown)}. Write [[person]].")
    known: dict[tuple[str, str] | None, Rights] = {}
    for number, entry in enumerate(content.get("person", []), start=1):
        place = f"{file.name}, person {number}"
        rights = _rights(entry, place, _PERSON)
        who = (_text(entry, "issuer", place), _text(entry, "subject", place))
        if who in known:
            raise PeopleError(f"{place}: named twice.")
        known[who] = rights
    if "everybody" in content:
        known[None] = _rights(content["everybody"], f"{file.name}, everybody", _EVERYBODY)
    return known


def _rights(entry: Any, place: str, allowed: frozenset[str]) -> Rights:
    """Role and companies of one entry."""
    if not isinstance(entry, dict):
        raise PeopleError(f"{place}: not a table of its own.")
    if unknown := sorted(entry.keys() - allowed):
        raise PeopleError(f"{place}: unknown {', '.join(unknown)}.")
    role = entry.get("role")
    if role not in {known.value for known in _ROLES}:
        raise PeopleError(f"{place}: role must be one of {', '.join(sorted(_ROLES))}.")
    companies = entry.get("companies")
    if companies is not None and not (
        isinstance(companies, list) and all(isinstance(name, str) for name in companies)
    ):
        raise PeopleError(f"{place}: companies must be a list of short names.")
    held = None if companies is None else frozenset(companies)
    try:
        Actor("", Role(role), held)
    except ValueError as error:
        raise PeopleError(f"{place}: {error}") from error
    return Role(role), held


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise PeopleError(f"{place}: {key} is missing.")
    return value
