"""The one way out. Figures are aggregates; analysis rows carry customer ids, never a person.

A contact list leaves from a frozen target list alone, and is no business of this module's rows.
"""

from exports.formats import FORMATS, Format
from exports.out import Export, export_figure, export_rows

__all__ = ["FORMATS", "Export", "Format", "export_figure", "export_rows"]
