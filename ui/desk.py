"""Where a visitor sits: the workspace, who they are, and the words they read."""

import os
from functools import cache

import streamlit as st

from data.actor import LOCAL_OWNER, Actor, Role
from data.companies import Company
from data.workspace import Workspace, open_workspace
from ui import guard
from words import LANGUAGES, Reader

ADMINISTRATORS = "PELANGGAN_ADMINISTRATORS"


@cache
def workspace() -> Workspace:
    """The workspace of this server, opened once."""
    return open_workspace()


def must_log_in() -> bool:
    """Whether a login is configured and this visitor has not gone through it."""
    return guard.login_configured() and not st.user.is_logged_in


def log_in() -> None:
    """Send the visitor to the provider; where providers have names, to the first of them."""
    name = guard.provider()
    st.login(name) if name else st.login()


def actor() -> Actor:
    """Who asks: alone on one's machine, the local owner; else whoever logged in.

    Somebody who logged in may look, unless ``PELANGGAN_ADMINISTRATORS`` names their issuer and
    subject (``issuer subject``, more of them parted by commas).
    """
    if not guard.login_configured():
        return LOCAL_OWNER
    name = f"{st.user.get('iss', '')} {st.user.get('sub', '')}"
    known = {entry.strip() for entry in os.environ.get(ADMINISTRATORS, "").split(",")}
    role = Role.ADMINISTRATOR if name in known and st.user.is_logged_in else Role.VIEWER
    return Actor(name, role)


def browser_language() -> str:
    """The browser's language where we speak it, else English."""
    language = (st.context.locale or "en")[:2]
    return language if language in LANGUAGES else "en"


def reader_of(language: str, company: Company | None) -> Reader:
    """The words and formats for a company's money, in a language."""
    if company is None:
        return Reader(language)
    return Reader(language, company.currency, company.decimals)
