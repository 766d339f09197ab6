"""What to tell a reader about a problem: what was found and what to do, in their language."""

from collections.abc import Mapping
from decimal import Decimal

from data.intake.problems import Problem
from data.intake.watch import Watch
from words import Reader

_UNSAID: Mapping[str, object] = dict.fromkeys(
    ("value", "currency", "choices", "guess", "cell", "header", "names", "found", "wanted", "hint"),
    "…",
) | {"rows": 1, "megabytes": 0, "columns": 0, "most": 0}

_MINUTES_FROM = 100  # seconds
_COUNTS = frozenset({"rows", "megabytes", "columns", "most"})


def say(problem: Problem, reader: Reader) -> str:
    """The problem in a sentence or two, without its place."""
    fields = {**_UNSAID, "part": problem.column or "", **problem.fields}
    if cells := problem.fields.get("cells"):
        fields["value"] = " · ".join(cells)
    fields = {key: reader.count(v) if key in _COUNTS else v for key, v in fields.items()}
    if "difference" in fields:
        off = Decimal(str(fields["difference"]))
        fields["difference"] = reader.number(off, decimals=0 if off == off.to_integral() else 2)
    fields["hint"] = ""
    if nearest := problem.fields.get("nearest"):
        fields["hint"] = reader.text("intake.nearest", nearest=nearest)
    key = problem.code.lower()
    if key == "e_delimiter" and not problem.fields.get("choices"):
        key += "_none"
    return reader.text(f"intake.{key}", **fields).strip()


def place(problem: Problem, reader: Reader) -> str:
    """Where the problem is: file, line and column, as far as known."""
    found = [problem.file]
    if problem.line is not None:
        found.append(reader.text("intake.at_line", line=problem.line))
    if problem.column is not None:
        found.append(reader.text("intake.at_column", column=problem.column))
    return ", ".join(found)


def progress(watch: Watch, reader: Reader) -> str:
    """How far an import is: its step, how much of all is done, about how long it will take."""
    fields = {
        "step": reader.text(f"intake.step_{watch.progress.step}"),
        "share": reader.share(watch.share, decimals=0),
    }
    left = watch.seconds_left
    if left is None:
        return reader.text("intake.progress", **fields)
    unit, size = ("seconds", 5) if left < _MINUTES_FROM else ("minutes", 60)
    number = max(1, round(left / size)) * (5 if unit == "seconds" else 1)
    time = reader.text(f"intake.{unit}", number=reader.count(number))
    return reader.text("intake.progress_left", time=time, **fields)
