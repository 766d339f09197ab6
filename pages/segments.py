"""Whom do we mean? Conditions put together, counted as one goes, saved by name."""

from ui import segment_builder

segment_builder.show()
