"""The shipped configuration on a started server, and how it starts and ends."""

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.NewSession_pb2 import Config

from tests.house.probing import PROBE, PROBE_APP, SHIPPED, ask, get
from tools.serving import COMMAND, ROOT, DidNotStart, Served, serving
from tools.wire import visit
from ui.server import NoPort, bind


@pytest.fixture(scope="module")
def told(probed: Served) -> dict[str, Any]:
    with visit(probed.port) as visitor:
        (text,) = visitor.run().of_kind("text")
    return json.loads(text.text.body)


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
