"""The documents say what the code has: tables, questions, contracts, variables; links lead."""

import re
import tomllib
from pathlib import Path

import polars as pl
import pytest

from answers import QUESTIONS
from data import catalogue
from data.samples.install import SAMPLES
from data.tables import TABLES, Table, day_columns

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WORDS = {
    pl.String(): "text",
    pl.Decimal(20, 4): "decimal",
    pl.Int64(): "integer",
    pl.Boolean(): "flag",
    pl.Datetime("us"): "time",
    pl.Date(): "date",
}
PRIVATE = re.compile(r"/(?:home|root|tmp|work)/|\bTODO\b|\b(?:issue|helper|session) ?#?\d", re.I)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of any kind."""
    found = re.search(rf"^#+ {re.escape(heading)}$\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)
    assert found, f"no heading {heading!r}"
    return found[1]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_is_described_as_it_is(table: Table) -> None:
    text = section(read("docs/data.md"), table.name)
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|(.*)\|$", text, re.M)

    assert [(name, kind) for name, kind, _ in rows] == [
        (name, WORDS[kind]) for name, kind in table.columns.items()
    ]
    assert {name for name, _, says in rows if "personal" in says} == table.personal
    assert {name for name, _, says in rows if "never blank" in says} == table.filled
    assert f"Key: {' + '.join(f'`{c}`' for c in table.key)}." in text
    said = re.search(r"Day columns: (.*)\.", text)
    days = re.findall(r"\w+", said[1]) if said else []
    assert days == list(day_columns(table).values())


def test_every_table_of_the_catalogue_is_described() -> None:
    text = section(read("docs/data.md"), "The catalogue")
    rows = "".join(re.findall(r"^\| (`.*?) \|", text, re.M))

    assert set(re.findall(r"`(\w+)`", rows)) == set(catalogue.metadata.tables)


def test_every_benchmark_is_listed() -> None:
    told = read("docs/benchmarks.md")
    tables = {path.stem for path in (ROOT / "benchmarks" / "results").glob("*.md")}
    assert {name for name in tables if f"benchmarks/results/{name}.md" not in told} == set()


@pytest.mark.parametrize("question", [question.name for question in QUESTIONS])
def test_every_question_is_explained(question: str) -> None:
    assert f"`{question}`" in read("docs/methods.md")
    assert f"| `{question}` |" in section(read("docs/data.md"), "What each question reads")
    assert f"show {question}" in read("README.md")


@pytest.mark.parametrize("readme", ["README.md", "README.id.md"])
def test_every_sample_is_named(readme: str) -> None:
    for name, sample in SAMPLES.items():
        assert f"cli.py sample {name}" in read(readme)
        assert sample.title in read(readme)


def test_the_rooms_and_contracts_are_those_of_the_linter() -> None:
    text = read("docs/architecture.md")
    linter = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]
    (order,) = (c["layers"] for c in linter["contracts"] if c["type"] == "layers")

    assert " > ".join(order) in text
    for contract in linter["contracts"]:
        assert contract["name"] in text


def test_every_variable_is_explained() -> None:
    sources = [*ROOT.glob("*.py"), *(ROOT / "data").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    used = {
        name
        for path in sources
        for name in re.findall(r"PELANGGAN_[A-Z]+(?:_[A-Z]+)*", path.read_text(encoding="utf-8"))
    }

    assert used
    assert used == set(re.findall(r"PELANGGAN_[A-Z]+(?:_[A-Z]+)*", read("docs/deployment.md")))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for link in links:
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.M)
            anchors = {
                re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings
            }
            assert anchor in anchors, link


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_private_is_told(path: Path) -> None:
    assert not PRIVATE.search(path.read_text(encoding="utf-8"))
