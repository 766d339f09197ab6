"""Figures: a result and its reader in, a Plotly figure out. No Streamlit."""
