"""The shipped configuration on a started server, and who the server refuses to talk to."""

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope
from streamlit.proto.NewSession_pb2 import Config
from websockets.exceptions import InvalidStatus

from tools.serving import COMMAND, ROOT, DidNotStart, Served, serving
from tools.wire import visit
from ui.guard import Guard
from ui.server import NoPort, bind

SHIPPED = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["127.0.0.1", "localhost", "::1"],
    "server.maxUploadSize": 50,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.disconnectedSessionTTL": 60,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.disableDataExport": True,
    "client.toolbarMode": "minimal",
    "browser.gatherUsageStats": False,
    "runner.postScriptGC": False,
}

PROBE_APP = """
import streamlit as st
from ui import guard, mends

guard.use_shipped_config()
script = __file__.replace("app.py", "probe.py")
app = st.App(script, middleware=guard.middleware(), lifespan=mends.lifespan)
"""
PROBE = f"""
import gc, json
import streamlit as st

options = {{name: st.get_option(name) for name in {list(SHIPPED)!r}}}
st.text(json.dumps(options | {{"frozen": gc.get_freeze_count()}}))
raise ValueError("what only the log may hold")
"""


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page that tells its options and then fails, served as shipped, from another folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "app.py").write_text(PROBE_APP)
    (folder / "probe.py").write_text(PROBE)
    with serving(folder / "workspace", folder=folder) as served:
        yield served


@pytest.fixture(scope="module")
def told(probed: Served) -> dict[str, Any]:
    with visit(probed.port) as visitor:
        (text,) = visitor.run().of_kind("text")
    return json.loads(text.text.body)


def get(port: int, path: str = "/_stcore/health", **headers: str) -> tuple[int, str]:
    """The status and body of a request with these headers (``sec_fetch_site`` = Sec-Fetch-Site)."""
    return ask(port, "GET", path, {name.replace("_", "-"): v for name, v in headers.items()})


def ask(port: int, method: str, path: str, headers: dict[str, str]) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host="host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("option", SHIPPED)
def test_the_started_server_has_the_shipped(option: str, told: dict[str, Any]) -> None:
    assert told[option] == SHIPPED[option]


def test_what_was_imported_is_no_longer_collected(told: dict[str, Any]) -> None:
    assert told["frozen"] > 100_000


def test_without_the_mends_python_collects_as_it_pleases(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PROBE_APP)
    (tmp_path / "probe.py").write_text(PROBE)
    with serving(tmp_path, "--no-mends", folder=tmp_path) as served, visit(served.port) as visitor:
        (text,) = visitor.run().of_kind("text")
    told = json.loads(text.text.body)
    assert (told["runner.postScriptGC"], told["frozen"]) == (True, 0)


def test_the_browser_is_told_to_offer_no_way_out(server: Served) -> None:
    with visit(server.port) as visitor:
        config = visitor.run().session.new_session.config
    assert config.disable_data_export
    assert not config.gather_usage_stats
    assert config.toolbar_mode == Config.ToolbarMode.MINIMAL
    assert config.show_error_links == Config.ShowErrorLinks.SHOW_ERROR_LINKS_FALSE


def test_an_error_shows_neither_its_kind_nor_its_words(probed: Served) -> None:
    with visit(probed.port) as visitor:
        run = visitor.run()
    (error,) = run.of_kind("exception")
    shown = str(error)
    assert "ValueError" not in shown
    assert "what only the log may hold" not in shown
    assert not error.exception.stack_trace
    assert "what only the log may hold" in probed.log.read_text()


def test_the_server_listens_on_this_machine_only(probed: Served) -> None:
    other = socket.gethostbyname(socket.gethostname())
    if other == "127.0.0.1":
        other = "127.0.0.2"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((other, probed.port), timeout=5)


def test_files_beside_the_page_are_not_served(probed: Served) -> None:
    for path in ("/app/static/probe.py", "/probe.py", "/.streamlit/config.toml"):
        status, body = get(probed.port, path)
        assert status == 404 or "<!doctype html>" in body.lower()


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/mcp"])
def test_the_agent_interface_is_off(probed: Served, path: str) -> None:
    status, body = ask(probed.port, "POST", path, {"content-length": "0"})
    assert status >= 400
    assert "does not serve the agent API" in body


def upload(served: Served, size: int, *, token: bool) -> int:
    """The status of announcing an upload of ``size`` bytes by an open tab."""
    with visit(served.port) as visitor:
        session = visitor.run().session.new_session.initialize.session_id
        headers = {"content-length": str(size)}
        if token:
            connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
            connection.request("GET", "/_stcore/health")
            answer = connection.getresponse()
            answer.read()
            cookie = (answer.getheader("set-cookie") or "").split(";")[0]
            connection.close()
            headers |= {"cookie": cookie, "x-xsrftoken": cookie.partition("=")[2]}
        path = f"/_stcore/upload_file/{session}/1"
        return ask(served.port, "PUT", path, headers)[0]


def test_an_upload_above_50_megabytes_is_refused_before_it_is_sent(probed: Served) -> None:
    assert upload(probed, 50 * 1024 * 1024 + 1, token=True) == 413


def test_an_upload_without_the_token_is_refused(probed: Served) -> None:
    assert upload(probed, 10, token=False) == 403


def test_health_answers(server: Served) -> None:
    assert get(server.port) == (200, "ok")


def test_ctrl_c_stops_it_in_good_order(tmp_path: Path) -> None:
    with serving(tmp_path) as served, visit(served.port) as visitor:
        visitor.run()
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(10) == 0
        assert "Traceback" not in served.log.read_text()


def test_an_app_that_cannot_start_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(PROBE_APP)  # without its page
    with pytest.raises(DidNotStart, match=r"probe\.py"), serving(tmp_path, folder=tmp_path):
        pass


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


def test_a_taken_port_is_named_and_the_next_free_one_found(tmp_path: Path) -> None:
    with bind("127.0.0.1", None) as first, bind("127.0.0.1", None) as second:
        taken, next_free = first.getsockname()[1], second.getsockname()[1]
        assert 8501 <= taken < next_free
        with pytest.raises(NoPort, match=f"Port {taken} is taken"):
            bind("127.0.0.1", taken)
        command = (*COMMAND[:-1], str(taken))
        with (
            pytest.raises(DidNotStart, match=f"Port {taken} is taken"),
            serving(tmp_path, command=command),
        ):
            pass


@pytest.mark.parametrize("nodelay", [True, False])
def test_accepted_connections_do_not_wait_to_send(nodelay: bool) -> None:  # noqa: FBT001
    async def accepted() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def note(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            found.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()
            await writer.wait_closed()

        listener = bind("127.0.0.1", 0, nodelay=nodelay)
        server = await asyncio.start_server(note, sock=listener)
        async with server:
            _, writer = await asyncio.open_connection(*listener.getsockname())
            option = await asyncio.wait_for(found, 10)
            writer.close()
            await writer.wait_closed()
        return option

    assert bool(asyncio.run(accepted())) is nodelay


def test_streamlit_run_serves_the_same_app_from_any_folder(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"))
    options = ("--server.port", str(port), "--server.headless", "true")
    with serving(tmp_path, *options, command=command, folder=tmp_path) as served:
        assert get(served.port) == (200, "ok")
        assert get(served.port, host="evil.example")[0] == 400
        with visit(served.port) as visitor:
            assert visitor.run().session.new_session.config.disable_data_export


def test_the_app_imports_from_any_folder(tmp_path: Path) -> None:
    told = (
        "from app import app; import streamlit as st; print(st.get_option('server.maxUploadSize'))"
    )
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {told}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "50"
