"""Deep links: every choice stands in the URL in stable words, both ways.

Streamlit's own ``bind`` writes the formatted option, so a link made in Indonesian would mean
nothing in English; here a link holds keys and dates. A visitor's choices live in the session too,
so that they follow from page to page. Going back in the browser brings the older choices back.
"""

import time
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_KEPT, _WRITTEN, _PAGE = "_kept", "_written", "_page"
_REPLACED, _SEEN, _KNOWN = "_replaced", "_seen", "_known"
_LATE = 2.0  # seconds in which a click may still carry the URL that was just replaced
_TOGETHER = {"from": "dates", "to": "dates"}  # two days of the link are one widget

Values = dict[str, list[str]]


def begin(page: str) -> None:
    """Read the URL if it is not what this session wrote: a first visit, a link, a step back.

    Without any choice in it, it says nothing: so begins a page reached by the menu.
    """
    found = _found()
    kept: Values = st.session_state.setdefault(_KEPT, {})
    arrived = st.session_state.get(_PAGE) != page
    changed = set(kept) if arrived else set()  # a page's widgets are its own: new ones, old values
    if found and found != st.session_state.get(_WRITTEN) and not _late(found):
        changed |= {key for key in {*found, *kept} if found.get(key) != kept.get(key)}
        if _stepped():  # what the run before set may never have reached the browser: all anew
            changed |= {*found, *st.session_state.get(_KNOWN, ())}
        kept.clear()
        kept.update(found)
    for key in changed:
        st.session_state.pop(_TOGETHER.get(key, key), None)
    st.session_state[_PAGE] = page


def at(stem: str) -> bool:
    """Whether the visitor is on the page of this name."""
    return str(st.session_state.get(_PAGE, "")).rstrip("/").endswith(f"/{stem}")


def asked(key: str) -> list[str]:
    """What the link or an earlier choice says of ``key``; empty if nothing."""
    st.session_state.setdefault(_KNOWN, set()).add(key)
    kept: Values = st.session_state.get(_KEPT, {})
    return kept.get(key, [])


def keep(key: str, *values: str) -> None:
    """Remember the choice made; none takes ``key`` out of the link."""
    kept: Values = st.session_state.setdefault(_KEPT, {})
    if values:
        kept[key] = list(values)
    else:
        kept.pop(key, None)


def forget(*keys: str) -> None:
    """Take choices back, those of other pages too: each page then begins with its own."""
    for key in keys:
        keep(key)
        st.session_state.pop(key, None)


def go(page: st.Page | str) -> NoReturn:
    """Go to another page with the choices made: the page left behind keeps its address."""
    st.switch_page(page, query_params=dict(st.session_state.get(_KEPT, {})))


def write(*, ended: bool = True) -> None:
    """Put the choices into the URL.

    After a step back the browser puts them in the place of what stands there, after anything else
    behind it. A bare URL is where the menu or such a step led to, and waits for the page's end
    (``ended``): a run that is cut short may be followed by a step further back, whose address is
    another's.
    """
    wanted: Values = dict(st.session_state.get(_KEPT, {}))
    found = _found()
    if found != wanted and (found or ended):
        now = time.monotonic()
        replaced = [
            (url, at) for url, at in st.session_state.get(_REPLACED, []) if now - at < _LATE
        ]
        st.session_state[_REPLACED] = [*replaced, (found, now)]
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted
    st.session_state[_SEEN] = _widgets()


def _late(found: Values) -> bool:
    """Whether this is no step back but a click made before the browser had the newest URL.

    A step back moves no widget.
    """
    now = time.monotonic()
    replaced = st.session_state.get(_REPLACED, [])
    just_now = any(found == url and now - at < _LATE for url, at in replaced)
    return just_now and _widgets() != st.session_state.get(_SEEN)


def _stepped() -> bool:
    """Whether the browser went back or forward, and nothing was clicked."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def _widgets() -> dict[str, str]:
    """What the widgets of choices say, to compare with."""
    keys = {_TOGETHER.get(key, key) for key in st.session_state.get(_KNOWN, ())}
    return {key: repr(st.session_state[key]) for key in sorted(keys) if key in st.session_state}


def _found() -> Values:
    return {key: st.query_params.get_all(key) for key in st.query_params}
