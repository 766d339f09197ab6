"""The app: ``make run``, ``streamlit run app.py`` or ``python -m uvicorn app:app``."""

import streamlit as st

from ui import guard, mends

guard.use_shipped_config()  # before st.App, which reads the options
app = st.App(
    guard.ROOT / "ui" / "frame.py",  # beside pages/, Streamlit would draw a menu of its own
    middleware=guard.middleware(),
    lifespan=mends.lifespan,
)
