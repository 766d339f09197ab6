"""Where a visitor sits: the workspace, who they are, and the words they read."""

from functools import cache

import streamlit as st

from data.actor import LOCAL_OWNER, Actor
from data.companies import Company
from data.workspace import Workspace, open_workspace
from words import LANGUAGES, Reader


@cache
def workspace() -> Workspace:
    """The workspace of this server, opened once."""
    return open_workspace()


def actor() -> Actor:
    """Who asks: alone on one's machine, the local owner."""
    return LOCAL_OWNER


def browser_language() -> str:
    """The browser's language where we speak it, else English."""
    language = (st.context.locale or "en")[:2]
    return language if language in LANGUAGES else "en"


def reader_of(language: str, company: Company | None) -> Reader:
    """The words and formats for a company's money, in a language."""
    if company is None:
        return Reader(language)
    return Reader(language, company.currency, company.decimals)
