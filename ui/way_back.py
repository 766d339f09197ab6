"""Where a visitor was going when the login came between: kept, for the way there leads elsewhere.

The provider sends everybody back to the first page, in a new session. What stays the same is the
browser's own random cookie against forged requests, so the link is kept under it, for a while.
"""

from itertools import cycle
from threading import Lock
from urllib.parse import urlsplit

import streamlit as st
from cachetools import TTLCache

Values = dict[str, list[str]]

_COOKIE = "_streamlit_xsrf"
_MINUTES, _MANY = 15, 2_000
_KEPT: TTLCache[bytes, tuple[str, Values]] = TTLCache(maxsize=_MANY, ttl=60 * _MINUTES)
_LOCK = Lock()


def remember() -> None:
    """Keep the page and the choices of the link that this visitor came by."""
    browser = _browser()
    page = urlsplit(st.context.url or "").path.strip("/")
    asked = {key: st.query_params.get_all(key) for key in st.query_params}
    if browser and (page or asked):
        with _LOCK:
            _KEPT[browser] = (page, asked)


def _browser() -> bytes | None:
    """The random token of this browser: the same in all its requests, under a mask that is not."""
    _, mask, masked, *_ = (*st.context.cookies.get(_COOKIE, "").split("|"), "", "", "")
    try:
        hidden, over = bytes.fromhex(masked), cycle(bytes.fromhex(mask))
    except ValueError:
        return None
    return bytes(a ^ b for a, b in zip(hidden, over, strict=False)) or None


def take() -> tuple[str, Values] | None:
    """The page and the choices kept for this browser, once; None where there are none."""
    browser = _browser()
    with _LOCK:
        return _KEPT.pop(browser, None) if browser else None
