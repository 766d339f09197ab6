"""A client that speaks Streamlit's protocol: what a browser sends and gets, without the browser.

For tests that forge what a browser would not send, and for benchmarks that count bytes.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol


@dataclass(frozen=True)
class Run:
    """The messages of one script run, and their size in bytes."""

    messages: list[ForwardMsg] = field(default_factory=list)
    bytes: int = 0

    @property
    def session(self) -> ForwardMsg:
        """The message that opened the run: session id, configuration, theme."""
        return next(m for m in self.messages if m.WhichOneof("type") == "new_session")

    @property
    def elements(self) -> list[Element]:
        """What was drawn, in order."""
        deltas: list[Delta] = [m.delta for m in self.messages if m.WhichOneof("type") == "delta"]
        return [d.new_element for d in deltas if d.WhichOneof("type") == "new_element"]

    def of_kind(self, kind: str) -> list[Element]:
        """The elements of one kind, such as "text" or "exception"."""
        return [element for element in self.elements if element.WhichOneof("type") == kind]


@dataclass(frozen=True)
class Visit:
    """One open connection, as one open tab."""

    stream: ClientConnection

    def run(
        self, page: str = "", query: str = "", *widgets: WidgetState, seconds: float = 60
    ) -> Run:
        """Ask for a run of ``page`` with these widget values and read until it is finished."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.widget_states.widgets.extend(widgets)
        self.stream.send(message.SerializeToString())
        messages: list[ForwardMsg] = []
        size = 0
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            data = self.stream.recv(timeout=seconds, decode=False)
            messages.append(ForwardMsg.FromString(data))
            size += len(data)
        return Run(messages, size)


@contextmanager
def visit(port: int, *, host: str | None = None, origin: str | None = "own") -> Iterator[Visit]:
    """A connection to a server on 127.0.0.1; Host and Origin are free to be forged.

    ``origin`` None sends none. Raises ``websockets.exceptions.InvalidStatus`` when refused.
    """
    name = host or f"127.0.0.1:{port}"
    own = f"http://{name}" if origin == "own" else origin
    with (
        socket.create_connection(("127.0.0.1", port)) as connection,
        connect(
            f"ws://{name}/_stcore/stream",
            sock=connection,
            origin=Origin(own) if own else None,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            proxy=None,
        ) as stream,
    ):
        yield Visit(stream)
