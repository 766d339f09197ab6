"""What the wizard keeps between two runs of its page: files, choices, and a reading under way.

Uploads are written to the workspace's `incoming` folder and go when they are put down, when the
visitor has left and somebody else comes, or after a day.
"""

import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.actor import Actor
from data.companies import NewCompany
from data.intake.child import Child
from data.intake.job import Source
from data.intake.outcome import Outcome, Wishes
from data.intake.recipe import Recipe, RecipeError
from data.intake.staged import Prepared, likely_tables, prepare
from data.intake.watch import Watch
from data.loads import Mode
from data.workspace import Workspace

_SESSION = "bring_in"
_BENCHES: "weakref.WeakValueDictionary[str, Bench]" = weakref.WeakValueDictionary()


class Uploads:
    """Uploaded files as they lie in the workspace while they are looked at."""

    def __init__(self, workspace: Workspace, files: Sequence[UploadedFile]) -> None:
        incoming = workspace.home / "incoming"
        incoming.mkdir(mode=0o700, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="upload", dir=incoming))
        self.close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.marks = tuple(file.file_id for file in files)
        self.sources: list[Source] = []
        self.recipe: Recipe | None = None  # how to read them, if a recipe lies among them
        self.refused: RecipeError | None = None
        self.bytes = 0
        for place, file in enumerate(files):
            if file.name.lower().endswith(".toml"):
                self._take_recipe(file)
                continue
            path = folder / f"{place:04d}"
            path.write_bytes(file.getbuffer())
            self.bytes += file.size
            self.sources.append(Source(str(path), file.name))

    def _take_recipe(self, file: UploadedFile) -> None:
        try:
            self.recipe = Recipe.from_toml(bytes(file.getbuffer()).decode("utf-8", "replace"))
        except RecipeError as problem:
            self.refused = problem


@dataclass(frozen=True)
class Order:
    """All that one reading depends on; another order is another reading. ``table`` may be ""."""

    marks: tuple[str, ...]
    company: str
    new: NewCompany | None
    table: str
    wishes: Wishes
    recipe: Recipe | None = None


class Reading:
    """One order being read, and perhaps loaded, in a thread of its own."""

    def __init__(
        self, workspace: Workspace, actor: Actor, order: Order, sources: Sequence[Source]
    ) -> None:
        self.order, self.watch = order, Watch()
        self.table = order.table
        self.looked: Outcome | None = None
        self.prepared: Prepared | None = None
        self.loaded: Outcome | None = None
        self.problem: Exception | None = None
        self.loading = False
        self.known: frozenset[str] = frozenset()
        self._dropped = False
        self._start(lambda: self._read(workspace, actor, list(sources)))

    @property
    def outcome(self) -> Outcome | None:
        """What came of it so far."""
        return self.prepared.outcome if self.prepared else self.looked

    @property
    def finished(self) -> bool:
        """Whether the thread has nothing more to do."""
        return not self._thread.is_alive()

    @property
    def begun(self) -> bool:
        """Whether it is being loaded, or was and is not refused."""
        refused = self.loaded is not None and self.loaded.load is None
        return self.loading or (self.loaded is not None and not refused)

    def wait(self, seconds: float) -> bool:
        """Wait a little; whether it is finished."""
        self._thread.join(seconds)
        return self.finished

    def load(self, mode: Mode, known: Iterable[str]) -> None:
        """Begin to load what was read; ``known`` are the loads there were before."""
        prepared = self.prepared
        if prepared is None or self.loading:
            return
        self.loading, self.known = True, frozenset(known)

        def work() -> None:
            self.loaded = None
            try:
                self.loaded = prepared.load(mode)
            finally:
                self.loading = False

        self._start(work)

    def drop(self) -> None:
        """Stop and remove what was read."""
        self._dropped = True
        self.watch.cancel()
        if self.prepared is not None and self.finished:
            self.prepared.close()

    def _start(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except Exception as problem:  # told where the page is drawn
                self.problem = problem

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def _read(self, workspace: Workspace, actor: Actor, sources: list[Source]) -> None:
        order = self.order
        with Child() as child:
            if not self.table:
                before = None if order.new else order.company
                looked = likely_tables(
                    workspace, actor, sources, company=before, wishes=order.wishes, child=child
                )
                self.looked = looked
                tables = looked.about.get("tables") or [{"table": "order_lines", "sure": 0.0}]
                self.table = str(max(tables, key=lambda one: float(one["sure"]))["table"])
                if looked.status != "accepted":
                    return
            made = prepare(
                workspace,
                actor,
                order.company,
                self.table,
                sources,
                recipe=order.recipe,
                wishes=order.wishes,
                new=order.new,
                watch=self.watch,
                child=child,
            )
        self.prepared = made
        if self._dropped:
            made.close()


@dataclass(frozen=True)
class Done:
    """A load that came of the wizard; ``again`` where the same was there before."""

    company: str
    title: str
    outcome: Outcome
    made: bool
    again: bool
    undone: bool = False


@dataclass
class Bench:
    """One visitor's wizard. ``round`` names the uploader, so that it can be emptied."""

    round: int = 0
    uploads: Uploads | None = None
    reading: Reading | None = None
    done: Done | None = None
    columns: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    currency: str | None = None
    """The currency that the files themselves show."""

    @property
    def wishes(self) -> Wishes:
        """What the visitor said about the files."""
        return Wishes(dict(self.columns), dict(self.answers), dict(self.statuses))

    def take(self, workspace: Workspace, files: Sequence[UploadedFile]) -> Uploads | None:
        """The files now chosen; other files than before end what was done with those."""
        marks = tuple(file.file_id for file in files)
        if self.uploads is not None and self.uploads.marks == marks:
            return self.uploads
        self.put_down()
        if files:
            self.done = None
            self.uploads = Uploads(workspace, files)
        return self.uploads

    def finish(self, done: Done) -> None:
        """Take note of a load, and make room for other files."""
        self.put_down()
        self.done, self.round = done, self.round + 1

    def put_down(self) -> None:
        """Forget the files, what was read of them and what was said about them."""
        if self.reading is not None:
            self.reading.drop()
        if self.uploads is not None:
            self.uploads.close()
        self.uploads, self.reading, self.currency = None, None, None
        self.forget()

    def forget(self) -> None:
        """Forget what was said about the files."""
        self.columns, self.answers, self.statuses = {}, {}, {}

    def read(self, workspace: Workspace, actor: Actor, order: Order) -> Reading:
        """The reading of ``order``: the one under way, or a new one in its place."""
        if self.reading is not None and self.reading.order == order:
            return self.reading
        if self.reading is not None:
            self.reading.drop()
        sources = self.uploads.sources if self.uploads else []
        self.reading = Reading(workspace, actor, order, sources)
        return self.reading

    def say(
        self,
        *,
        columns: Mapping[str, str] | None = None,
        answers: Mapping[str, str] | None = None,
        statuses: Mapping[str, str] | None = None,
    ) -> None:
        """Take note of what the visitor says about the files."""
        self.columns |= columns or {}
        self.answers |= answers or {}
        self.statuses |= statuses or {}


def bench() -> Bench:
    """This visitor's wizard."""
    found: Bench = st.session_state.setdefault(_SESSION, Bench())
    context = get_script_run_ctx()
    if context is not None and runtime.exists():
        _BENCHES[context.session_id] = found
        _tidy()
    return found


def _tidy() -> None:
    """Put down what visitors who have left had in hand."""
    for visitor, left in list(_BENCHES.items()):
        if not runtime.get_instance().is_active_session(visitor):
            left.put_down()
            _BENCHES.pop(visitor, None)
