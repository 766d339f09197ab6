"""What makes a rerun quick: one garbage collection after the imports instead of one per rerun.

The option ``runner.postScriptGC`` is the switch: while it is on, Streamlit collects after every
script run and nothing here is done. The other mend, TCP_NODELAY, belongs to ``ui.server``.
"""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

IMPORTED_FIRST = ("polars", "plotly.graph_objects", "answers", "charts", "exports")


def settle() -> None:
    """Import what every page needs, collect once, and never look at those objects again."""
    for name in IMPORTED_FIRST:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Settle when the server starts, however it was started."""
    if not st.get_option("runner.postScriptGC"):
        settle()
    yield
