"""The cost-to-serve and margin rates of a company, edited in one place."""

from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl
import streamlit as st

from data import rates
from data.actor import Right
from data.frames.rate_places import rate_places
from data.rates import COSTS, Rates
from ui import desk
from ui.page import View
from words import escape

_PER_CENT = 100


def editor(view: View) -> None:
    """A table of all rates; saving moves the company's version, so every page counts anew."""
    reader, company = view.reader, view.books.company.name
    may = view.actor.may(Right.EDIT_RATES, company)
    with st.expander(reader.text("rates.title"), icon=":material/payments:"):
        st.markdown(escape(reader.text("rates.intro")))
        before = _frame(view, view.books.rates)
        with st.form("rates_form", border=False):
            after = st.data_editor(
                before,
                hide_index=True,
                column_order=("what", "where", "rate", "unit", "confirmed"),
                column_config=_columns(view),
                disabled=True if not may else ("what", "where", "unit"),
                key=f"rates_{view.books.version}",
                placeholder="–",
            )
            pressed = st.form_submit_button(reader.text("rates.save"), disabled=not may)
        if pressed:
            _save(view, before, pl.DataFrame(after))


def _save(view: View, before: pl.DataFrame, after: pl.DataFrame) -> None:
    reader, company = view.reader, view.books.company.name
    try:
        changes = _changes(before, after)
        kept = pl.col("confirmed") & pl.col("rate").is_not_null()
        confirmed = after.filter(kept)["key"].to_list()
        was = view.books.rates
        forgotten = [k for k in was.values() if k not in was.assumed and k not in confirmed]
        values = was.values()
        changes |= {key: values[key] for key in forgotten if key not in changes}
        saved = rates.save(desk.workspace(), view.actor, company, changes, confirmed=confirmed)
    except (rates.RateError, InvalidOperation):
        st.error(escape(reader.text("rates.wrong")))
        return
    if saved == view.books.rates:
        st.info(escape(reader.text("rates.unchanged")))
        return
    st.toast(escape(reader.text("rates.saved")), icon=":material/check:")
    st.rerun()


def _changes(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, Decimal | None]:
    """The rates whose number is another, as exact values."""
    changes: dict[str, Decimal | None] = {}
    for old, new in zip(before.iter_rows(named=True), after.iter_rows(named=True), strict=True):
        if old["rate"] != new["rate"]:
            is_margin = new["key"].partition(":")[0] == "margin"
            value = None if new["rate"] is None else Decimal(repr(new["rate"]))
            changes[new["key"]] = value / _PER_CENT if value is not None and is_margin else value
    return changes


def _frame(view: View, known: Rates) -> pl.DataFrame:
    reader, currency = view.reader, view.books.company.currency
    rows: list[dict[str, Any]] = []
    possible = dict.fromkeys(rate_places(view.books.facts))
    for key, value in {**possible, **known.values()}.items():
        kind, _, where = key.partition(":")
        margin = kind not in COSTS
        rows.append(
            {
                "key": key,
                "what": reader.text(f"rates.{kind}"),
                "where": _where(view, kind, where),
                "rate": None if value is None else float(value * (_PER_CENT if margin else 1)),
                "unit": reader.text("rates.unit_share")
                if margin
                else reader.text("rates.unit_money", currency=currency),
                "confirmed": value is not None and key not in known.assumed,
            }
        )
    general_first = sorted(rows, key=lambda row: ":" in row["key"])
    return pl.DataFrame(general_first, schema_overrides={"rate": pl.Float64})


def _where(view: View, kind: str, where: str) -> str:
    """A touch point by its name in the reader's language, a category as the data has it."""
    if not where:
        return view.reader.text("rates.everywhere")
    return where if kind == "margin" else view.reader.preset(where)


def _columns(view: View) -> dict[str, Any]:
    names = {name: view.reader.text(f"rates.{name}") for name in ("what", "where", "unit")}
    written = "%,g" if view.reader.language == "en" else "%g"  # Streamlit knows no other thousands
    return {
        **{name: st.column_config.TextColumn(label) for name, label in names.items()},
        "rate": st.column_config.NumberColumn(view.reader.text("rates.rate"), format=written),
        "confirmed": st.column_config.CheckboxColumn(view.reader.text("rates.confirmed")),
    }
