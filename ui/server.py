"""Start the dashboard: ``python -m ui.server [--host 127.0.0.1] [--port 8501]``.

``streamlit run app.py`` works too, but answers each click about 40 ms later: its listening socket
is made without naming TCP, and asyncio sets TCP_NODELAY only on sockets that do.
"""

import argparse
import errno
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

import streamlit as st
import uvicorn
from streamlit import config

from data import companies, people, upkeep
from data.workspace import home_folder, open_workspace
from ui import guard

FIRST_PORT = 8501
PORTS_TRIED = 100
BUSY = {errno.EADDRINUSE, errno.EACCES}


class NoPort(Exception):
    """The port asked for, or every port tried, is taken."""


def bind(host: str, port: int | None, *, nodelay: bool = True) -> socket.socket:
    """A socket bound to ``port``, or to the first free one from 8501 on when None.

    Port 0 lets the system choose. ``nodelay`` False leaves Nagle's algorithm on accepted
    connections, to measure what it costs. Raises ``NoPort``; ``OSError`` for an unknown host.
    """
    ports = range(FIRST_PORT, FIRST_PORT + PORTS_TRIED) if port is None else [port]
    for candidate in ports:
        found = socket.getaddrinfo(host, candidate, type=socket.SOCK_STREAM)
        family, kind, proto, _, address = found[0]
        listener = socket.socket(family, kind, proto if nodelay else 0)
        if sys.platform != "win32":  # there, it would share a port that is taken
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno not in BUSY:
                raise
        else:
            return listener
    raise NoPort(f"Port {ports[0]} is taken. Choose another: make run PORT={ports[-1] + 1}")


class Server(uvicorn.Server):
    """Uvicorn that says where the dashboard is, once it answers there."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        await super().startup(sockets)
        for listener in sockets or []:
            host, port = listener.getsockname()[:2]
            name = f"[{host}]" if ":" in host else host
            sys.stdout.write(f"\nPelanggan: http://{name}:{port}\nStop with Ctrl+C.\n")
            sys.stdout.flush()


def serve(listener: socket.socket) -> None:
    """Serve the app on ``listener`` until interrupted."""
    config.set_option("server.port", listener.getsockname()[1])
    settings = uvicorn.Config(
        "app:app",
        lifespan="on",  # an app that fails to start is to end the server
        ws="websockets-sansio",
        ws_max_size=int(st.get_option("server.maxMessageSize")) * 1024 * 1024,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    server = Server(settings)
    with suppress(KeyboardInterrupt):  # uvicorn has stopped in good order, and raises it again
        server.run(sockets=[listener])
    if not server.started:
        sys.exit("Pelanggan did not start; the reason stands above.")


def put_samples() -> None:
    """Put the sample companies into the workspace if it is empty, showing the progress.

    A full one is looked at here, because starting the command line takes a second.
    Raises ``CalledProcessError``.
    """
    workspace = open_workspace()
    upkeep.tidy(workspace)
    full = any(company.version for company in companies.listing(workspace))
    workspace.close()
    if not full:
        command = [sys.executable, str(guard.ROOT / "cli.py"), "sample", "--if-empty"]
        subprocess.run(command, check=True)  # noqa: S603


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, refuse what is unsafe, and serve."""
    parser = argparse.ArgumentParser(prog="python -m ui.server", description="Start Pelanggan.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, help="default: the first free one from 8501 on")
    parser.add_argument(
        "--samples", action="store_true", help="first put the samples into an empty workspace"
    )
    parser.add_argument(
        "--mends",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="the mends for speed; without them only to measure what they bring",
    )
    options = parser.parse_args(arguments)
    guard.use_shipped_config()
    if not options.mends:
        config.set_option("runner.postScriptGC", value=True)
    try:
        names = st.get_option("server.allowedHosts")
        guard.require_login_beyond_this_machine([options.host, *names])
        people.actor_of(home_folder(), "", "")  # a broken file is told of before anybody comes
        if options.samples:
            put_samples()
        listener = bind(options.host, options.port, nodelay=options.mends)
    except (
        guard.PublicWithoutLogin,
        people.PeopleError,
        NoPort,
        OSError,
        subprocess.CalledProcessError,
    ) as error:
        parser.exit(2, f"{error}\n")
    with listener:
        serve(listener)


if __name__ == "__main__":
    main()
