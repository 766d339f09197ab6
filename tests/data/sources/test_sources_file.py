"""The file of sources: what it may say, and what is refused without telling a secret."""

import pytest

from data.actor import LOCAL_OWNER
from data.sources.settings import SettingsError, sources
from data.workspace import Workspace
from tests.data.sources.databases import SECRET


def test_secrets_may_hold_any_sign(home: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.home / "sources.toml").write_text(
        '[shop]\nurl = "postgresql://u:${SHOP_PASSWORD}@h/d"\ncompany = "toko"\n'
        '[shop.tables.order_lines]\nquery = "select 1"\n'
    )
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    source = sources(home, LOCAL_OWNER)["shop"]
    assert source.url().password == SECRET
    assert source.url().host == "h"
    assert SECRET not in repr(source)
    assert "://" not in repr(source)


BAD = {
    "no SELECT": 'query = "delete from sales"',
    "one SELECT": 'query = "select 1; drop table sales"',
    "either query or from": 'query = "select 1"\nfrom = "sales"',
    "no setting": 'query = "select 1"\nquerry = "x"',
    "mode period needs": 'query = "select 1"\nmode = "period"',
    "mode replace": 'query = "select 1"\nmode = "replace"\nincremental = "a"',
    "look_back_days": 'query = "select 1"\nlook_back_days = -1',
    "recipe cannot": 'query = "select 1"\nrecipe = "none.toml"',
    "mode is append": 'query = "select 1"\nmode = "merge"',
}


@pytest.mark.parametrize("table", BAD.values(), ids=list(BAD))
def test_settings_that_cannot_be_meant_are_refused(home: Workspace, table: str) -> None:
    head = '[shop]\nurl = "sqlite:///x"\ncompany = "toko"\n[shop.tables.order_lines]\n'
    (home.home / "sources.toml").write_text(head + table)
    with pytest.raises(SettingsError, match=r"shop\.tables\.order_lines: "):
        sources(home, LOCAL_OWNER)


def test_a_password_in_the_file_is_refused_without_saying_it(home: Workspace) -> None:
    table = '[shop.tables.order_lines]\nquery = "select 1"\n'
    file = home.home / "sources.toml"
    for url in ("postgresql://u:hunter2@h/d", "postgresql://u:hunter2${X}@h/d"):
        file.write_text(f'[shop]\nurl = "{url}"\ncompany = "toko"\n{table}')
        with pytest.raises(SettingsError, match="environment variable") as refused:
            sources(home, LOCAL_OWNER)
        assert "hunter2" not in str(refused.value)
    file.write_text("[shop\nurl = 'hunter2'")
    with pytest.raises(SettingsError, match="no TOML") as refused:
        sources(home, LOCAL_OWNER)
    assert "hunter2" not in str(refused.value)
