"""The same answers on paper: pictures now. No Streamlit."""
