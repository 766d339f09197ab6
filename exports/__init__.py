"""The one way out. Figures are aggregates; analysis rows carry customer ids, never a person.

A contact list leaves from a frozen target list alone, and is no business of this module's rows.
"""

from exports.formats import FORMATS, SHEET_ROWS, Format, TooLong
from exports.out import Export, export_figure, export_rows, export_sheet

__all__ = [
    "FORMATS",
    "SHEET_ROWS",
    "Export",
    "Format",
    "TooLong",
    "export_figure",
    "export_rows",
    "export_sheet",
]
