"""Where a visitor sits: the workspace, who they are, and the words they read."""

import logging
import os
from functools import cache

import streamlit as st

from data import people
from data.actor import LOCAL_OWNER, Actor, Role
from data.companies import Company
from data.workspace import Workspace, open_workspace
from ui import guard
from words import LANGUAGES, Reader

ADMINISTRATORS = "PELANGGAN_ADMINISTRATORS"
log = logging.getLogger("pelanggan")


@cache
def workspace() -> Workspace:
    """The workspace of this server, opened once."""
    return open_workspace()


def who(reader: Reader, actor: str) -> str:
    """Whoever did something, as written on a page: alone on one's machine that is the reader."""
    return reader.text("target_lists.local_owner") if actor == LOCAL_OWNER.id else actor


def must_log_in() -> bool:
    """Whether a login is configured and this visitor has not gone through it."""
    return guard.login_configured() and not st.user.is_logged_in


def may_log_out() -> bool:
    """Whether this visitor went through a login."""
    return guard.login_configured() and bool(st.user.is_logged_in)


def log_in() -> None:
    """Send the visitor to the provider; where providers have names, to the first of them."""
    name = guard.provider()
    st.login(name) if name else st.login()


def actor() -> Actor:
    """Who asks: alone on one's machine, the local owner; else whoever logged in.

    ``PELANGGAN_ADMINISTRATORS`` names administrators by issuer and subject (``issuer subject``,
    more of them parted by commas), :mod:`data.people` everybody else. A stranger holds no company;
    while the file of people is broken, everybody it would name is one.
    """
    if not guard.login_configured():
        return LOCAL_OWNER
    issuer, subject = identity()
    stranger = Actor(f"{issuer} {subject}", Role.VIEWER, frozenset())
    if not (issuer and subject and st.user.is_logged_in):
        return stranger
    known = {entry.strip() for entry in os.environ.get(ADMINISTRATORS, "").split(",")}
    if stranger.id in known:
        return Actor(stranger.id, Role.ADMINISTRATOR)
    try:
        return people.actor_of(workspace().home, issuer, subject) or stranger
    except people.PeopleError as error:
        log.error("%s Until it is mended, nobody whom it names may see anything.", error)
        return stranger


def identity() -> tuple[str, str]:
    """Issuer and subject of whoever logged in."""
    return str(st.user.get("iss", "")), str(st.user.get("sub", ""))


def is_stranger() -> bool:
    """Whether somebody logged in of whom nobody said what they may see."""
    return guard.login_configured() and actor().companies == frozenset()


def browser_language() -> str:
    """The browser's language where we speak it, else English."""
    language = (st.context.locale or "en")[:2]
    return language if language in LANGUAGES else "en"


def reader_of(language: str, company: Company | None) -> Reader:
    """The words and formats for a company's money, in a language."""
    if company is None:
        return Reader(language)
    return Reader(language, company.currency, company.decimals)
