"""The frame around every page."""

import streamlit as st

st.set_page_config(page_title="Pelanggan", layout="wide")
st.title("Pelanggan")
