import contextlib
import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from data import companies, loads, snapshots
from data.actor import LOCAL_OWNER
from data.arrivals import LoadError
from data.conform import TableError, conform
from data.snapshots import DiskFullError
from data.tables import CUSTOMERS, ORDER_LINES, stored_schema
from data.workspace import Workspace, open_workspace

NOW = timedelta(0)


def rooms(workspace: Workspace) -> list[int]:
    """How many folders lie in staging and in snapshots."""
    return [len(list(room.iterdir())) for room in (workspace.staging, workspace.snapshots)]


def test_what_is_written_is_what_is_read(workspace: Workspace, lines: pl.DataFrame) -> None:
    written = snapshots.write(workspace, {"order_lines": lines})
    path = workspace.snapshots / written.folder / "order_lines.parquet"
    assert pl.read_parquet(path).equals(conform(ORDER_LINES, lines))
    assert list(pl.read_parquet_schema(path).items()) == list(stored_schema(ORDER_LINES).items())
    assert written.bytes == path.stat().st_size
    assert written.files["order_lines.parquet"] == snapshots.digest(path)


def test_a_lazy_frame_gives_the_same_bytes_as_an_eager_one(
    workspace: Workspace, lines: pl.DataFrame
) -> None:
    eager = snapshots.write(workspace, {"order_lines": lines})
    lazy = snapshots.write(workspace, {"order_lines": lines.lazy()})
    assert eager.sha256 == lazy.sha256
    assert eager.folder != lazy.folder


def test_personal_columns_lie_in_a_file_of_their_own(
    workspace: Workspace, people: pl.DataFrame
) -> None:
    folder = workspace.snapshots / snapshots.write(workspace, {"customers": people}).folder
    own, personal = folder / "customers.parquet", folder / "customers.personal.parquet"
    assert not CUSTOMERS.personal & set(pl.read_parquet(own).columns)
    kept = pl.read_parquet(personal)
    assert kept.columns == ["customer_id", "name", "email", "phone", "address"]
    assert kept["customer_id"].to_list() == ["C1", "C2"]  # nothing personal is known of C3
    whole = pl.read_parquet(own).join(kept, on="customer_id", how="left")
    assert whole["name"].to_list() == ["Ani Wijaya", "Budi Santoso", None]


def test_notes_of_interactions_are_personal(workspace: Workspace) -> None:
    said = pl.DataFrame({"interaction_id": ["I1"], "note": ["call Ani at home"]})
    folder = workspace.snapshots / snapshots.write(workspace, {"interactions": said}).folder
    assert "note" not in pl.read_parquet_schema(folder / "interactions.parquet")
    assert pl.read_parquet(folder / "interactions.personal.parquet").rows() == [
        ("I1", "call Ani at home")
    ]


def test_everything_is_on_the_disk_before_it_has_its_name(
    workspace: Workspace, people: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    fsync, rename = os.fsync, os.rename

    def note_fsync(descriptor: int) -> None:
        told.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def note_rename(old: Path, new: Path) -> None:
        told.append("rename")
        rename(old, new)

    if not Path("/proc/self/fd").exists():
        pytest.skip("Only Linux tells which file a descriptor is of.")
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "rename", note_rename)
    folder = snapshots.write(workspace, {"customers": people}).folder
    files = ["customers.parquet", "customers.personal.parquet"]
    assert told == [*files, folder, "rename", "snapshots"]


def test_a_snapshot_is_read_only(workspace: Workspace, lines: pl.DataFrame) -> None:
    folder = workspace.snapshots / snapshots.write(workspace, {"order_lines": lines}).folder
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o400]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_rows_that_do_not_fit_leave_nothing_behind(
    workspace: Workspace, lines: pl.DataFrame
) -> None:
    for wrong in (
        pl.concat([lines, lines]),
        lines.with_columns(amount=pl.lit("x")),
        lines.with_columns(colour=pl.lit("red")),
    ):
        with pytest.raises(TableError):
            snapshots.write(workspace, {"order_lines": wrong.lazy()})
    assert rooms(workspace) == [0, 0]


def test_sweep_takes_only_what_no_load_names(
    workspace: Workspace, kiosk: str, lines: pl.DataFrame
) -> None:
    loads.put(workspace, LOCAL_OWNER, kiosk, {"order_lines": lines}, source="a.csv")
    snapshots.write(workspace, {"order_lines": lines})  # no load came to name it
    (workspace.staging / "crashed").mkdir()
    assert snapshots.sweep(workspace) == 0  # both are young
    assert snapshots.sweep(workspace, NOW) == 2
    assert rooms(workspace) == [0, 1]
    assert loads.verify(workspace) == 1


def test_sweep_waits_for_running_imports(workspace: Workspace, lines: pl.DataFrame) -> None:
    with snapshots.writing(workspace), snapshots.writing(workspace):  # imports share
        snapshots.write(workspace, {"order_lines": lines})
        assert snapshots.sweep(workspace, NOW) == 0
    assert snapshots.sweep(workspace, NOW) == 1


def test_loads_taken_back_keep_their_files(
    workspace: Workspace, kiosk: str, lines: pl.DataFrame
) -> None:
    put = loads.put(workspace, LOCAL_OWNER, kiosk, {"order_lines": lines}, source="a.csv")
    loads.undo(workspace, LOCAL_OWNER, kiosk, put[0].id)
    assert snapshots.sweep(workspace, NOW) == 0
    assert loads.verify(workspace) == 1


def test_a_changed_or_lost_file_is_found(
    workspace: Workspace, kiosk: str, lines: pl.DataFrame
) -> None:
    put = loads.put(workspace, LOCAL_OWNER, kiosk, {"order_lines": lines}, source="a.csv")
    path = put[0].path(workspace)
    path.chmod(0o600)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(LoadError, match="missing or was changed"):
        loads.verify(workspace)
    path.unlink()
    with pytest.raises(LoadError, match="missing or was changed"):
        loads.verify(workspace, kiosk)


def test_a_full_disk_changes_nothing_and_says_so(
    small_disk: Path, lines: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PELANGGAN_CATALOGUE_URL", raising=False)
    workspace = open_workspace(small_disk / "home")
    companies.create(
        workspace,
        LOCAL_OWNER,
        "kiosk",
        title="Kiosk",
        currency="IDR",
        decimals=0,
        timezone="Asia/Jakarta",
    )
    loads.put(workspace, LOCAL_OWNER, "kiosk", {"order_lines": lines}, source="a.csv")
    noise = pl.DataFrame({"customer_id": [f"{i}" for i in range(60_000)]}).with_columns(
        city=pl.col("customer_id").hash(1).cast(pl.String),
        country=pl.col("customer_id").hash(2).cast(pl.String),
        name=pl.col("customer_id").hash(3).cast(pl.String),
    )
    whole = noise.with_columns(
        *(pl.col("city").hash(i).cast(pl.String).alias(c) for i, c in enumerate(_TEXTS))
    )
    with pytest.raises(DiskFullError, match=r"disk of the workspace is full.*Nothing was changed"):
        loads.put(workspace, LOCAL_OWNER, "kiosk", {"customers": whole}, source="b.csv")
    assert rooms(workspace) == [0, 1]

    rest = small_disk / "rest"  # now not one byte is left, for the catalogue's journal either
    with rest.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    assert shutil.disk_usage(small_disk).free == 0
    with pytest.raises(DiskFullError):
        loads.put(workspace, LOCAL_OWNER, "kiosk", {"customers": noise.head(1)}, source="c.csv")

    assert companies.version(workspace, "kiosk") == 1
    assert loads.verify(workspace) == 1
    assert pl.read_parquet(loads.live(workspace, "kiosk")[0].path(workspace)).height == 5
    rest.unlink()
    loads.put(workspace, LOCAL_OWNER, "kiosk", {"customers": noise.head(1)}, source="c.csv")
    assert companies.version(workspace, "kiosk") == 2
    workspace.close()


_TEXTS = ("email", "phone", "address", "home_region", "customer_type", "account_owner")
