"""A page that tells its options and then fails, and requests as anybody could send them."""

import http.client

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
