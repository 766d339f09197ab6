"""Who may talk to the server: its own names and origin, and beyond this machine only a login.

Streamlit's ``server.allowedHosts`` guards the WebSocket only; this guards every request.
Without a login only loopback names and addresses are served, whichever server runs the app.
More names, comma-separated: the environment variable ``PELANGGAN_HOSTS``.
"""

import ipaddress
import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.auth_util import get_secrets_auth_section, is_authlib_installed

ROOT = Path(__file__).resolve().parents[1]
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")
LOGIN_KEYS = {"redirect_uri", "cookie_secret"}
PROVIDER_KEYS = {"client_id", "client_secret", "server_metadata_url"}
NEEDS_LOGIN = (
    "Pelanggan serves beyond this machine only with a login: install streamlit[auth] and put "
    "[auth] (redirect_uri, cookie_secret, client_id, client_secret, server_metadata_url) into "
    ".streamlit/secrets.toml."
)


class PublicWithoutLogin(Exception):
    """The server was to be reachable from other machines, and no login is configured."""


def use_shipped_config() -> None:
    """Read ``.streamlit/`` of this project from any working directory, and PELANGGAN_HOSTS.

    ``st.App`` would look beside ``ui/frame.py``.
    """
    config._main_script_path = str(ROOT / "app.py")
    more = [name.strip() for name in os.environ.get("PELANGGAN_HOSTS", "").split(",")]
    hosts = [*config.get_option("server.allowedHosts"), *filter(None, more)]
    config.set_option("server.allowedHosts", list(dict.fromkeys(hosts)))


def login_configured() -> bool:
    """Whether ``st.login`` can work: its package is installed and one provider is written down."""
    auth = get_secrets_auth_section().to_dict()
    providers = [auth, *(value for value in auth.values() if isinstance(value, dict))]
    complete = any(provider.keys() >= PROVIDER_KEYS for provider in providers)
    return auth.keys() >= LOGIN_KEYS and complete and is_authlib_installed()


def provider() -> str | None:
    """The name of the first complete provider; None where the providers have no names."""
    auth = get_secrets_auth_section().to_dict()
    named = [n for n, v in auth.items() if isinstance(v, dict) and v.keys() >= PROVIDER_KEYS]
    return None if auth.keys() >= PROVIDER_KEYS else next(iter(named), None)


def is_loopback(host: str) -> bool:
    """Whether ``host`` (a name or an address) can only be this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def require_login_beyond_this_machine(hosts: Iterable[str]) -> None:
    """Raise ``PublicWithoutLogin`` when one of ``hosts`` is public and no login is configured."""
    if not all(map(is_loopback, hosts)) and not login_configured():
        raise PublicWithoutLogin(NEEDS_LOGIN)


def middleware() -> list[Middleware]:
    """The guard for the configured names. Raises ``PublicWithoutLogin``."""
    hosts = [str(host).lower() for host in config.get_option("server.allowedHosts")]
    require_login_beyond_this_machine(hosts)
    return [Middleware(Guard, hosts=hosts, login=login_configured())]


class Guard:
    """Refuses requests to other names, from other sites, or from other machines without login."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], login: bool) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.login = login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 400 or 403 (a WebSocket: refuse the handshake)."""
        refusal = self.refusal(scope) if scope["type"] in {"http", "websocket"} else None
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    def refusal(self, scope: Scope) -> PlainTextResponse | None:
        """Why this request is refused, or None."""
        headers = Headers(scope=scope)
        if not self.login and not _arrived_on_loopback(scope):
            return PlainTextResponse(NEEDS_LOGIN, 403)
        if not self._answers_to(headers.getlist("host")):
            text = "Pelanggan does not answer to this name. Its names are set by PELANGGAN_HOSTS."
            return PlainTextResponse(text, 400)
        if _from_another_site(headers):
            return PlainTextResponse("Requests from other sites are refused.", 403)
        return None

    def _answers_to(self, hosts: list[str]) -> bool:
        parts = [HOST.fullmatch(host.lower()) for host in hosts]
        names = [part["name"].strip("[]") for part in parts if part]
        return len(hosts) == len(names) == 1 and names[0] in self.hosts


def _arrived_on_loopback(scope: Scope) -> bool:
    """Whether the connection ends on a loopback address of this machine."""
    return bool(scope.get("server")) and is_loopback(str(scope["server"][0]))


def _from_another_site(headers: Headers) -> bool:
    """Whether another site's page sent this; following a link from there is not refused.

    ``Origin`` comes with WebSockets and with requests that write; ``Sec-Fetch-*`` also with
    pictures, scripts and frames of another site that would load ours.
    """
    host = headers["host"].lower()
    for origin in headers.getlist("origin"):
        parts = urlsplit(origin.lower())
        if parts.scheme not in {"http", "https"} or parts.netloc != host:
            return True
    follows_link = headers.get("sec-fetch-dest") == "document"
    site = headers.get("sec-fetch-site", "none")
    return site not in {"same-origin", "none"} and not follows_link
