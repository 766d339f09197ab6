"""Deep links: every choice stands in the URL in stable words, both ways.

Streamlit's own ``bind`` writes the formatted option, so a link made in Indonesian would mean
nothing in English; here a link holds keys and dates. A visitor's choices live in the session too,
so that they follow from page to page. Going back in the browser brings the older choices back.
"""

from collections.abc import Mapping

import streamlit as st

_KEPT, _WRITTEN, _PAGE = "_kept", "_written", "_page"

Values = dict[str, list[str]]


def begin(page: str) -> None:
    """Read the URL if it is not what this session wrote: a first visit, a link, a step back."""
    found: Values = {key: st.query_params.get_all(key) for key in st.query_params}
    kept: Values = st.session_state.setdefault(_KEPT, {})
    same_page = st.session_state.get(_PAGE) == page
    if found != st.session_state.get(_WRITTEN) and (found or same_page):
        for key in {*found, *kept}:
            if found.get(key) != kept.get(key):
                st.session_state.pop(key, None)
        kept.clear()
        kept.update(found)
    st.session_state[_PAGE] = page


def asked(key: str) -> list[str]:
    """What the link or an earlier choice says of ``key``; empty if nothing."""
    kept: Values = st.session_state.get(_KEPT, {})
    return kept.get(key, [])


def keep(key: str, *values: str) -> None:
    """Remember the choice made; none takes ``key`` out of the link."""
    kept: Values = st.session_state.setdefault(_KEPT, {})
    if values:
        kept[key] = list(values)
    else:
        kept.pop(key, None)


def write() -> None:
    """Put the choices into the URL."""
    kept: Mapping[str, list[str]] = st.session_state.get(_KEPT, {})
    found: Values = {key: st.query_params.get_all(key) for key in st.query_params}
    wanted = dict(kept)
    if found != wanted:
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted
