"""What pages share: the only layer with Streamlit state."""
