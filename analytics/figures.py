"""MOVED to words/figures.py (analytics and words are strangers; units are a matter of words). Extend FIGURES there; do not import this."""
