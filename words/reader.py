"""One reader's words and formats: language, and the currency of the company on screen."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import cast

from babel import dates, numbers
from babel.core import Locale

from words import marks
from words.catalogue import messages
from words.figures import FIGURES, Unit

Number = int | float | Decimal

CAMPAIGN = "campaign:"
"""Stands before the id of a campaign among the company's own names."""

_NOTHING = "–"
_GAP = "\N{NO-BREAK SPACE}"
_LEAST = 0.001  # the least share that is written as a number of its own
_TENTH = 0.0995  # shares below have one decimal; from here on they would be written 10.0%
_ROUNDING = 1e-9  # what a sum of floats may be off: 0.9999999999 is all
_SYMBOLS = {"IDR": "Rp"}  # the same in every language; the others as the language writes them
_MANY = 1_000_000  # counts from here on are written in short
_LARGE = 100_000  # from here on a card or an axis shows money in the compact form


class Counted(str):
    """A written count that knows its plural form in its language.

    In a message ``{n}`` writes it, and ``{n:row|rows}`` chooses the words for it: the first for
    what the language counts as one, else the last. They may hold fields themselves:
    ``{n:one row was|{n} rows were}``. Indonesian has one form and needs none of this.
    """

    _value: "Number | None"
    _language: str

    def __new__(cls, written: str, value: Number | None, language: str) -> "Counted":
        """``written`` with the ``value`` it stands for."""
        counted = super().__new__(cls, written)
        counted._value, counted._language = value, language
        return counted

    def __format__(self, forms: str) -> str:
        """The form of the words; without a bar the number as it is written."""
        if "|" not in forms:
            return super().__format__(forms)
        few, *_, many = forms.split("|")
        return few if _is_one(self._value, self._language) else many


_BLANKS = {
    Unit.TEXT: "app.not_stated",
    Unit.PRESET: "app.not_stated",
    Unit.CAMPAIGN: "app.not_stated",
    Unit.REST: "app.all_others",
}  # of the data: what a blank says
_PLACES = {
    Unit.FIGURE: "figures.{}",
    Unit.TABLE: "data_tables.{}",
    Unit.FIELD: "fields.{}",
    Unit.PAGE: "{}.title",
}
"""Where the names of tables, columns and pages stand among the words."""


@dataclass(frozen=True)
class Reader:
    """Writes words, numbers, money and dates for one reader.

    ``currency`` is an ISO 4217 code, ``decimals`` the number of decimals usual for the company's
    money (None: as the currency has them). ``own`` are the company's own names of segments, by key,
    and of campaigns, by :data:`CAMPAIGN` and their id.
    Blank values are written as a dash.
    """

    language: str = "en"
    currency: str = "USD"
    decimals: int | None = None
    own: tuple[tuple[str, str], ...] = ()

    # words

    def text(self, key: str, **fields: object) -> str:
        """The message ``section.key`` with its ``fields`` filled in. Raises ``KeyError``."""
        message = messages(self.language)[key]
        return message.format(**fields) if fields else message

    def has(self, key: str) -> bool:
        """Whether there is a message ``section.key``."""
        return key in messages(self.language)

    def name(self, figure: str) -> str:
        """The name of a figure, as on its card or column."""
        return self.text(f"figures.{figure}")

    def help(self, figure: str) -> str | None:
        """What a figure means, if it needs saying."""
        return messages(self.language).get(f"figures_help.{figure}")

    def figure(self, key: str, value: object, *, compact: bool = False) -> str:
        """``value`` as the figure ``key`` is written: by its unit. Raises ``KeyError``."""
        unit = FIGURES[key]
        if unit in _BLANKS:
            said = {Unit.PRESET: self.preset, Unit.CAMPAIGN: self.campaign}.get(unit, str)
            return self.text(_BLANKS[unit]) if value is None else said(str(value))
        if unit in (Unit.MARKS, Unit.FEATURE):
            say = marks.in_words if unit is Unit.MARKS else marks.feature
            return _NOTHING if value is None else say(str(value), messages(self.language))
        if unit in _PLACES:
            return _NOTHING if value is None else self.text(_PLACES[unit].format(value))
        if unit in (Unit.SEGMENT, Unit.WORD):
            named = self.segment if unit is Unit.SEGMENT else self.word
            return _NOTHING if value is None else named(str(value))
        if unit is Unit.DATE:
            day = cast("dt.date | None", value)
            return self.month(day) if key in {"month", "cohort"} else self.date(day)
        return self._writer(unit, compact=compact)(cast("Number | None", value))

    def _writer(self, unit: Unit, *, compact: bool) -> Callable[[Number | None], str]:
        match unit:
            case Unit.MONEY:
                return self.compact_money if compact else self.money
            case Unit.COUNT:
                return self._short_count if compact else self.count
            case Unit.SHARE:
                return self.share
            case Unit.DAYS:
                return self.count
            case _:
                return self.number

    def sentence(self, key: str, fields: Mapping[str, object]) -> str:
        """The message ``key`` with its fields, each a figure, written in short."""
        written = {name: self.figure(name, value, compact=True) for name, value in fields.items()}
        return self.text(key, **written)

    def segment(self, key: str) -> str:
        """The name of a segment of the RFM map: the company's own, else ours, else its key."""
        ours = f"words.{key}"
        return dict(self.own).get(key) or (self.text(ours) if self.has(ours) else key)

    def campaign(self, key: str) -> str:
        """The name of a campaign, else its id."""
        return dict(self.own).get(f"{CAMPAIGN}{key}", key)

    def segment_filter(self, name: str) -> str:
        """A segment as a scope names it: one of the RFM map (``rfm:key``), or a saved one."""
        kind, colon, key = name.partition(":")
        ours = kind == "rfm" and colon
        return self.text("scope.rfm_segment", name=self.segment(key)) if ours else name

    def preset(self, value: str) -> str:
        """A usual word of the data (a touch point, a kind of contact) by our name, else itself."""
        key = f"presets.{value.lower().replace(' ', '_').replace('-', '_')}"
        return self.text(key) if self.has(key) else value

    def word(self, word: str) -> str:
        """The name of one of our own words: a tier, a basis, a cost line."""
        return self.text(f"words.{word}" if self.has(f"words.{word}") else f"figures.{word}")

    # numbers

    def count(self, value: Number | None) -> str:
        """A whole number: 1,200 or 1.200. A message may choose its words by it: see `Counted`."""
        return Counted(self.number(value, decimals=0), value, self.language)

    def number(self, value: Number | None, *, decimals: int = 2) -> str:
        """A number with at most ``decimals`` decimals: 0.71 or 0,71."""
        if value is None or _nan(value):
            return _NOTHING
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return _minus(_pattern(pattern).apply(value, self._locale))

    def _short_count(self, value: Number | None) -> str:
        """A rank or a number of heads is read in full until it has seven digits."""
        short = value is not None and _size(value) >= _MANY
        return Counted(self.compact(value), value, self.language) if short else self.count(value)

    def compact(self, value: Number | None) -> str:
        """A large number in short: 1.2M or 1,2 jt."""
        if value is None or _nan(value):
            return _NOTHING
        if _size(value) < 10_000:
            return self.number(value, decimals=0 if float(value).is_integer() else 1)
        value = float(f"{value:.3g}") if _digits(value) == 0 else value  # 999,999 is 1M, not 1000K
        text = numbers.format_compact_decimal(
            value, locale=self._locale, fraction_digits=_digits(value)
        )
        return _minus(text)

    def share(self, value: Number | None, *, decimals: int | None = None) -> str:
        """A share (0-1) as per cent: 71%, 0.4%; < 0.1% where it would be written as nothing."""
        if value is None or _nan(value):
            return _NOTHING
        if decimals is None:
            if 0 < _size(value) <= _LEAST / 2:
                return self._next_to_nothing(value)
            away = abs(abs(float(value)) - 1)
            near_all = _ROUNDING < away < 0.05  # 100.3% and 99.6% are not 100%
            decimals = 1 if 0 < _size(value) < _TENTH or near_all else 0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
        return _minus(_pattern(pattern).apply(value, self._locale))

    def _next_to_nothing(self, value: Number) -> str:
        """A share too small for one decimal is not nothing: < 0.1%, > −0.1%."""
        sign = "<" if value > 0 else ">"
        least = self.share(_LEAST if value > 0 else -_LEAST, decimals=1)
        return f"{sign}{_GAP}{least}"

    # money

    def money(self, value: Number | None) -> str:
        """Money in full, with the decimals usual for the company: Rp 1.234.567, $12.30."""
        if value is None or _nan(value):
            return _NOTHING
        decimals = numbers.get_currency_precision(self.currency)
        decimals = self.decimals if self.decimals is not None else decimals
        return self._signed(value, self.number(_size(value), decimals=decimals))

    def compact_money(self, value: Number | None) -> str:
        """Money in short from a hundred thousand up: Rp 22,6 M, $1.2M; in full below."""
        if value is None or _nan(value):
            return _NOTHING
        if _size(value) < _LARGE:
            whole = _size(value) >= 1_000 or self.decimals == 0
            return (
                self._signed(value, self.number(_size(value), decimals=0))
                if whole
                else (self.money(value))
            )
        return self._signed(value, self.compact(_size(value)))

    def _signed(self, value: Number, digits: str) -> str:
        symbol = _SYMBOLS.get(self.currency) or _symbol(self.currency, self.language)
        gap = _GAP if symbol[-1].isalpha() else ""
        below_zero = value < 0 and any(c in "123456789" for c in digits)
        return f"{'−' if below_zero else ''}{symbol}{gap}{digits}"

    # dates

    def date(self, value: dt.date | None) -> str:
        """A day: 5 May 2025 or 5 Mei 2025."""
        return self._date(value, "d MMM y")

    def month(self, value: dt.date | None) -> str:
        """A month: Aug 2025 or Agu 2025."""
        return self._date(value, "MMM y")

    def _date(self, value: dt.date | None, pattern: str) -> str:
        return _NOTHING if value is None else dates.format_date(value, pattern, self._locale)

    @property
    def _locale(self) -> Locale:
        return _locale_of(self.language)


def _size(value: Number) -> Number:
    """Without its sign; still exact."""
    return -value if value < 0 else value


@cache  # tables write thousands of numbers a run: reading locale and pattern was half of each
def _pattern(pattern: str) -> numbers.NumberPattern:
    return numbers.parse_pattern(pattern)


def _is_one(value: Number | None, language: str) -> bool:
    whole = value is not None and not _nan(value) and value == int(value)
    return whole and _locale_of(language).plural_form(int(value or 0)) == "one"


@cache
def _locale_of(language: str) -> Locale:
    return Locale.parse(language)


@cache
def _symbol(currency: str, language: str) -> str:
    return numbers.get_currency_symbol(currency, _locale_of(language))


def _nan(value: Number) -> bool:
    return value != value  # noqa: PLR0124


def _minus(text: str) -> str:
    """A true minus sign; and no minus before a rounded zero."""
    if text.startswith("-"):
        return "−" + text[1:] if any(c in "123456789" for c in text) else text[1:]
    return text


def _digits(value: Number) -> int:
    """Three figures in short forms: 1.23M, 12.3M, 123M would be uneven; one decimal below 100."""
    leading = len(str(int(_size(value)))) % 3
    return 0 if leading == 0 else 1
