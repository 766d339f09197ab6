"""What a download button gives: the newest choice, even where it was drawn before it.

Until a script run reaches a button, the browser still holds the one of the run before. Who chooses
and clicks at once would get the rows of the older choice. So a click waits until the session has
been at rest for a moment and then takes what that place on the page offers by now.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition

import streamlit as st
from streamlit import runtime

REST = 0.25  # seconds without a run: a click may overtake the run that it came after
PATIENCE = 60.0  # seconds after which the newest known will do

_OFFERS = "_offers"


@dataclass(frozen=True)
class Offer:
    """A file by its name, made when it is asked for."""

    file: str
    make: Callable[[], bytes]


@dataclass
class Offers:
    """What the buttons of one session offer, by key; runs are counted."""

    runs: int = 0
    running: bool = False
    newest: dict[str, Offer] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _moved: Condition = field(default_factory=Condition)

    def begin(self) -> None:
        """A script run begins."""
        with self._moved:
            self.runs += 1
            self.running = True
            self._seen.clear()
            self._moved.notify_all()

    def end(self) -> None:
        """The run is over: what it did not offer is offered no more."""
        with self._moved:
            self.running = False
            self.newest = {key: self.newest[key] for key in self._seen}
            self._moved.notify_all()

    def put(self, key: str, offer: Offer) -> None:
        """The button ``key`` gives this from now on."""
        with self._moved:
            self.newest[key] = offer
            self._seen.add(key)

    def take(self, key: str, drawn: Offer) -> Offer:
        """What the button ``key`` offers once the session rests; ``drawn`` if it is gone."""
        until = time.monotonic() + PATIENCE
        with self._moved:
            while (left := until - time.monotonic()) > 0:
                runs = self.runs
                moved = self._moved.wait_for(
                    lambda runs=runs: self.running or self.runs != runs,  # type: ignore[misc]
                    min(REST, left),
                )
                if not moved:
                    break
                self._moved.wait_for(lambda: not self.running, left)
            return self.newest.get(key, drawn)


def of_session() -> Offers:
    """The offers of the visitor whose script runs."""
    offers: Offers = st.session_state.setdefault(_OFFERS, Offers())
    return offers


def maker(key: str, offer: Offer) -> Callable[[], bytes]:
    """What Streamlit is to call on a click; the file is named by what it then holds."""
    offers = of_session()
    offers.put(key, offer)

    def make() -> bytes:
        registered = runtime.get_instance().media_file_mgr._deferred_callables
        mine = [entry for entry in list(registered.values()) if entry["callable"] is make]
        found = offers.take(key, offer)
        for entry in mine:  # Streamlit fixed the name when the button was drawn
            entry["filename"] = found.file
        return found.make()

    return make
