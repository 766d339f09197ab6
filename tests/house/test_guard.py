"""Who the server refuses to talk to."""

import asyncio
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope
from websockets.exceptions import InvalidStatus

from tests.house.probing import get
from tools.serving import DidNotStart, Served, serving
from tools.wire import visit
from ui.guard import Guard


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8501"])
def test_our_own_names_are_answered(server: Served, host: str) -> None:
    assert get(server.port, host=host)[0] == 200


FORGED = [
    "evil.example",
    "evil.example:8501",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "localhost@evil.example",
    "evil.example#localhost",
    "localhost evil.example",
    "localhost,evil.example",
    "169.254.169.254",
    "",
]


@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_is_refused(probed: Served, host: str) -> None:
    assert get(probed.port, host=host)[0] == 400


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:80"])
def test_a_forged_host_opens_no_websocket(probed: Served, host: str) -> None:
    with pytest.raises(InvalidStatus, match="403"), visit(probed.port, host=host):
        pass


FOREIGN = ["http://evil.example", "null", "http://localhost:1", "http://127.0.0.1", "file://"]


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_origin_is_refused(probed: Served, origin: str) -> None:
    assert get(probed.port, origin=origin)[0] == 403
    with pytest.raises(InvalidStatus, match="403"), visit(probed.port, origin=origin):
        pass


def test_our_own_origin_and_none_open_a_websocket(probed: Served) -> None:
    for origin in ("own", None):
        with visit(probed.port, origin=origin) as visitor:
            assert visitor.run().of_kind("text")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("kind", ["image", "script", "iframe", "empty"])
def test_another_site_cannot_load_what_is_ours(probed: Served, site: str, kind: str) -> None:
    headers = {"sec_fetch_site": site, "sec_fetch_dest": kind, "sec_fetch_mode": "no-cors"}
    assert get(probed.port, "/", **headers)[0] == 403


def test_a_link_on_another_site_may_be_followed(probed: Served) -> None:
    headers = {"sec_fetch_site": "cross-site", "sec_fetch_dest": "document"}
    assert get(probed.port, "/", **headers)[0] == 200


async def answer(guard: Guard, scope: Scope) -> int:
    """The status ``guard`` answers with."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await guard(scope, receive, send)
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("address", "login", "status"),
    [
        ("127.0.0.1", False, 200),
        ("::1", False, 200),
        ("192.0.2.7", False, 403),
        ("/run/pelanggan.sock", False, 403),
        ("192.0.2.7", True, 200),
    ],
)
def test_beyond_this_machine_only_with_login(address: str, login: bool, status: int) -> None:  # noqa: FBT001
    guard = Guard(PlainTextResponse("in"), hosts=["localhost"], login=login)
    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "GET", "headers": headers, "server": (address, 8501)}
    assert asyncio.run(answer(guard, scope)) == status


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        (["--host", "0.0.0.0"], {}),  # noqa: S104
        (["--host", "::"], {}),
        ([], {"PELANGGAN_HOSTS": "crm.example.org"}),
    ],
)
def test_a_public_address_without_login_is_refused(
    tmp_path: Path, options: list[str], environment: dict[str, str]
) -> None:
    with (
        pytest.raises(DidNotStart, match="only with a login"),
        serving(tmp_path, *options, environment=environment),
    ):
        pass
