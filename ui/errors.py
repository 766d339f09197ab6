"""The one error box: what is missing, what is wrong, and what to do, in the reader's words."""

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from analytics.findings import NotEnoughData
from answers import refusals
from data.actor import Forbidden, Right
from data.companies import NoSuchCompanyError
from data.scope import ScopeError
from ui import desk, navigation
from words import Reader, escape

_ICONS = defaultdict(
    lambda: ":material/event_busy:", forbidden=":material/lock:", no_such_company=":material/help:"
)
_NO_DATA = frozenset(f"not_enough.{why}" for why in ("no_company", "no_order_lines", "no_orders"))
log = logging.getLogger("pelanggan")


@contextmanager
def caught(reader: Reader) -> Iterator[None]:
    """Show what stops a page; the page's other parts stay as they are."""
    try:
        yield
    except NotEnoughData as reason:
        _missing(reader, reason)
    except (ScopeError, Forbidden, NoSuchCompanyError) as problem:
        text = refusals.in_words(problem, reader)
        st.warning(escape(text), icon=_ICONS[refusals.code(problem)])
    except Exception as error:  # the last resort: nobody sees a traceback
        number = secrets.token_hex(4)
        log.error("error %s: %s", number, type(error).__name__, exc_info=_without_values(error))
        text = reader.text("error.unexpected", id=number)
        st.error(f"**{escape(reader.text('error.title'))}**\n\n{escape(text)}")


def _missing(reader: Reader, reason: NotEnoughData) -> None:
    """A designed empty state: what is missing, and what would be shown."""
    with st.container(border=True):
        st.subheader(
            f":material/hourglass_empty: {escape(reader.text('not_enough.title'))}", anchor=False
        )
        st.markdown(escape(refusals.in_words(reason, reader)))
        if reader.has(f"{reason.key}_next"):
            st.markdown(escape(reader.text(f"{reason.key}_next")))
        if reason.key in _NO_DATA and desk.actor().may(Right.IMPORT_DATA):
            navigation.data_link(reader, "bring_in", reader.text("bring_in.begin"))


class Redacted(Exception):
    """Stands in the log for an error whose message may hold what people are called."""


def _without_values(error: Exception) -> Exception:
    """The error with its trace but without its message."""
    return Redacted().with_traceback(error.__traceback__)
