"""Step three: the files, the table they are for, and the company they belong to; step four."""

import shutil

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data import companies
from data.companies import NewCompany
from data.tables import TABLES
from ui import desk, wizard_company, wizard_steps
from ui.wizard_state import Bench, Order, Uploads
from words import Reader, escape

_AUTO = ""
_MB = 1_000_000


def upload(reader: Reader, bench: Bench) -> Uploads | None:
    """The files, as they lie in the workspace; None as long as there are none."""
    files: list[UploadedFile] = st.file_uploader(
        reader.text("bring_in.files"),
        accept_multiple_files=True,
        help=reader.text("bring_in.files_help"),
        key=f"bring_in_files_{bench.round}",
    )
    st.caption(escape(reader.text("bring_in.kinds", megabytes=_limit())))
    return bench.take(desk.workspace(), files)


def order(reader: Reader, bench: Bench, uploads: Uploads) -> Order | None:
    """What is to be read: which table, for which company. None where that cannot be said yet."""
    recipe = uploads.recipe
    if uploads.refused is not None:
        told = reader.text("intake.bad_recipe", message=str(uploads.refused))
        st.warning(escape(told), icon=":material/receipt_long:")
        return None
    if recipe is not None:
        st.caption(f":material/receipt_long: {escape(reader.text('bring_in.by_recipe'))}")
    if not uploads.sources:
        return None
    names = [source.name for source in uploads.sources]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        table = _table(reader, bench) or (recipe.table if recipe else _AUTO)
        company = wizard_company.choose(reader, bench.round)
    new = None if company else wizard_company.new(reader, names, bench.currency)
    if new is not None:
        company = companies.short_name(new.title)
    if not company:
        return None
    return Order(uploads.marks, company, new, table, bench.wishes, recipe)


def technology(
    reader: Reader, uploads: Uploads | None, rows: int | None, new: NewCompany | None
) -> None:
    """Step 4: sizes, and where it is kept."""
    if uploads is None:
        return
    home = desk.workspace().home
    free = shutil.disk_usage(home).free
    size = {
        "files": reader.count(len(uploads.sources)),
        "size": _size(reader, uploads.bytes),
        "rows": reader.count(rows),
    }
    with wizard_steps.folded(reader, "technology", reader.text("bring_in.sizes", **size)):
        st.markdown(escape(reader.text("bring_in.kept", free=_size(reader, free))))
        st.markdown(escape(reader.text("bring_in.kept_apart")))
        if new is not None:
            money = {"currency": new.currency, "timezone": new.timezone}
            st.markdown(escape(reader.text("bring_in.kept_money", **money)))
        if uploads.bytes * 3 > free:
            st.warning(escape(reader.text("bring_in.little_room")), icon=":material/hard_drive:")


def _table(reader: Reader, bench: Bench) -> str:
    """The table chosen; "" leaves it to the files."""
    found = bench.reading.table if bench.reading else ""
    known = f" ({reader.text(f'data_tables.{found}')})" if found else ""

    def name(table: str) -> str:
        if table:
            return reader.text(f"data_tables.{table}")
        return reader.text("bring_in.table_auto") + known

    offered = [_AUTO, *TABLES]
    chosen = st.selectbox(
        reader.text("bring_in.table"),
        offered,
        format_func=name,
        help=reader.text("bring_in.table_help"),
        key=f"bring_in_table_{bench.round}",
    )
    return str(chosen)


def _size(reader: Reader, size: int) -> str:
    if size < 100_000:
        return f"{reader.number(size / 1000, decimals=1)} kB"
    if size < 1_000 * _MB:
        return f"{reader.number(size / _MB, decimals=1)} MB"
    return f"{reader.number(size / 1000 / _MB, decimals=0)} GB"


def _limit() -> int:
    return int(st.get_option("server.maxUploadSize"))
