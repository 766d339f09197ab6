"""One customer on one printed page: A4, PDF, masked; drawn like our figures, without a browser."""

import io
import textwrap
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analytics.customer import Customer
from answers import Answer
from answers.proof import caveats
from charts.customer import event_points
from reports import draw
from words import Reader, in_words, visible

_A4 = (8.27, 11.69)  # inches
_INK, _QUIET, _LINE, _HEAD = "#1B2733", "#5B6773", "#C9D1D9", "#0B4D7D"
_LEFT, _RIGHT, _TOP = 0.07, 0.93, 0.955
_BOTTOM = 0.05  # above the foot
_STEP = 0.015  # of the page, a line of text
_AXIS, _CHART = 0.27, 0.155  # where the line of time begins, right of its names, and its height
_WIDTH = 102  # letters a line holds
_ORDERS = 8  # newest ones printed
_CLOSEST = 0.65  # of a line's height and size, where a record is long
_SIDE = 0.53  # where the second column begins


def customer_sheet(answer: Answer[Customer], reader: Reader) -> bytes:
    """The answer as a PDF of one page. The same answer gives the same bytes."""
    with draw.ONE_AT_A_TIME, mpl.rc_context({**draw.SETTINGS, "pdf.fonttype": 42}):
        buffer = io.BytesIO()
        about: dict[str, Any] = {"CreationDate": None, "Creator": None, "Producer": None}
        _sheet(answer, reader).savefig(buffer, format="pdf", metadata=about)
        return buffer.getvalue()


def _sheet(answer: Answer[Customer], reader: Reader) -> Figure:
    """The page, drawn within the settings of our figures."""
    sheet = Figure(figsize=_A4, facecolor="#FFFFFF")
    page = _Page(sheet, reader)
    page.head(answer)
    page.sentences(answer)
    page.chart(answer.result)
    top = page.at
    page.values(answer.result)
    page.orders(answer.result)
    page.at = top
    page.record(answer.result)
    page.foot()
    return sheet


class _Page:
    """Writes from the top down; ``at`` is where the next line goes, as a share of the page."""

    def __init__(self, sheet: Figure, reader: Reader) -> None:
        self.sheet, self.reader, self.at = sheet, reader, _TOP

    def line(self, text: str, *, x: float = _LEFT, size: float = 8.5, **look: Any) -> None:
        """One line of plain text."""
        look = {"color": _INK} | look
        self.sheet.text(x, self.at, visible(text), fontsize=size, va="top", **look)

    def down(self, lines: float = 1.0) -> None:
        """Go down by so many lines."""
        self.at -= _STEP * lines

    def rule(self) -> None:
        """A thin line across the page."""
        line = Line2D([_LEFT, _RIGHT], [self.at, self.at], color=_LINE, linewidth=0.8)
        self.sheet.add_artist(line)
        self.down(0.5)

    def title(self, text: str, x: float = _LEFT) -> None:
        """The name of a part."""
        self.line(text, x=x, size=10, color=_HEAD)
        self.down(1.35)

    def head(self, answer: Answer[Customer]) -> None:
        """Whom it is about, of which company, as of when."""
        reader, scope = self.reader, answer.scope
        name = reader.text("customer.about", customer=answer.result.customer_id)
        self.line(textwrap.shorten(name, 60), size=16, color=_HEAD)
        self.down(1.9)
        days = f"{reader.date(scope.start)} – {reader.date(scope.end)}"
        seen = reader.text("customer.print_as_of", day=reader.date(scope.as_of))
        title = textwrap.shorten(answer.company.title, 60)
        self.line(" · ".join((title, days, seen)), color=_QUIET)
        self.down(1.3)
        self.rule()

    def sentences(self, answer: Answer[Customer]) -> None:
        """What is said of the customer, the most important first, and what it rests on."""
        found = [self.reader.sentence(f.key, f.fields) for f in answer.result.findings()]
        for said in (*found, *caveats(answer, self.reader)):
            for place, text in enumerate(textwrap.wrap(visible(said), _WIDTH)):
                self.line(("• " if place == 0 else "   ") + text)
                self.down()
        self.down(0.5)

    def chart(self, result: Customer) -> None:
        """The line of time."""
        self.title(self.reader.text("customer.timeline"))
        axes = self.sheet.add_axes((_AXIS, self.at - _CHART, _RIGHT - _AXIS, _CHART))
        draw.on_axes(event_points(result, self.reader), axes, width_px=900)
        self.at -= _CHART
        self.down(2.8)

    def values(self, result: Customer) -> None:
        """The four bases, each with its place."""
        reader = self.reader
        self.title(reader.text("customer.values"))
        for row in result.values.iter_rows(named=True):
            place = "–" if row["rank"] is None else reader.count(row["rank"])
            self.line(reader.figure("basis", row["basis"]))
            self.line(reader.money(row["value"]), x=0.37, ha="right")
            among = f"{place} / {reader.count(row['customers'])}"
            self.line(among, x=_SIDE - 0.035, ha="right", color=_QUIET)
            self.down()
        self.down(0.7)

    def room(self, rows: int, close: float = 1.0) -> int:
        """How many of ``rows`` lines still fit above the foot; one is left to say of the others."""
        fit = int((self.at - _BOTTOM) / _STEP / close + 1e-9)
        return rows if rows <= fit else max(0, fit - 1)

    def others(self, count: int, x: float = _LEFT) -> None:
        """How many are not printed."""
        if count > 0:
            text = self.reader.text("customer.more", rows=self.reader.count(count))
            self.line(text, x=x, color=_QUIET)

    def orders(self, result: Customer) -> None:
        """The newest orders and returns."""
        reader = self.reader
        self.title(reader.text("customer.orders"))
        shown = self.room(min(_ORDERS, result.orders.height))
        for row in result.orders.head(shown).iter_rows(named=True):
            self.line(reader.date(row["day"]))
            self.line(textwrap.shorten(row["order_id"], 20), x=0.18, color=_QUIET)
            self.line(reader.money(row["revenue"]), x=_SIDE - 0.035, ha="right")
            self.down()
        self.others(result.orders.height - shown)

    def record(self, result: Customer) -> None:
        """What is written down, masked, beside the values."""
        reader, height = self.reader, result.record.height
        self.title(reader.text("customer.record"), x=_SIDE)
        if not height:
            self.line(reader.text("customer.record_none"), x=_SIDE, color=_QUIET)
        # A long record is written closer and smaller: who objects stands at its end.
        close = min(1.0, max(_CLOSEST, (self.at - _BOTTOM) / _STEP / max(height, 1)))
        shown = self.room(height, close)
        for row in result.record.head(shown).iter_rows(named=True):
            look: dict[str, Any] = {"size": 8.5 * close}
            named = reader.figure("record_field", row["record_field"])
            self.line(named, x=_SIDE, color=_QUIET, **look)
            value = in_words(reader, row["record_field"], row["record_value"])
            self.line(textwrap.shorten(value, 34, placeholder="…"), x=_RIGHT, ha="right", **look)
            self.down(close)
        self.others(height - shown, x=_SIDE)

    def foot(self) -> None:
        """What it is not for."""
        self.at = 0.035
        self.line(self.reader.text("customer.print_masked"), size=7.5, color=_QUIET)
