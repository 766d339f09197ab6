"""The seven steps: their names, how far one has come, and the note of each."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui import notes
from words import Reader, escape

STEPS = (
    "function", "needs", "sources", "technology", "applications", "integrate", "maintain",
)  # fmt: skip


def overview(reader: Reader, now: str) -> None:
    """All seven in a row: done, now, still to come."""
    current = STEPS.index(now) + 1
    with st.container(horizontal=True, gap="small"):
        for place, step in enumerate(STEPS, start=1):
            label = f"{place} {escape(reader.text(f'bring_in.step_{step}'))}"
            if place == current:
                st.badge(label, icon=":material/arrow_forward:", color="blue")
            elif place < current:
                st.badge(label, icon=":material/check:", color="green")
            else:
                st.badge(label, color="gray")


@contextmanager
def folded(reader: Reader, step: str, summary: str) -> Iterator[None]:
    """A step that can be skipped: its title and summary, the rest folded."""
    place = STEPS.index(step) + 1
    title = escape(reader.text(f"bring_in.ask_{step}"))
    with st.expander(f"**{place} · {title}**  {escape(summary)}"):
        yield
        note(reader, step)


@contextmanager
def opened(reader: Reader, step: str) -> Iterator[None]:
    """A step that is always open."""
    place = STEPS.index(step) + 1
    with st.container(border=True):
        st.subheader(f"{place} · {escape(reader.text(f'bring_in.ask_{step}'))}", anchor=False)
        yield
        note(reader, step)


def note(reader: Reader, step: str) -> None:
    """The note of a step, opened by a button."""
    name = escape(reader.text(f"bring_in.step_{step}"))
    label = escape(reader.text("bring_in.note"))
    with st.popover(f"{label}: {name}", icon=":material/school:", type="tertiary"):
        notes.text(reader, f"bring_in_{step}")
