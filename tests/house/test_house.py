"""What is still missing of a question: page, notes, words in both languages, charts and tests."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from answers import QUESTIONS, Question
from words import LANGUAGES, messages
from words.figures import FIGURES, SECTIONS

ROOT = Path(__file__).parents[2]
PAGES = [question for question in QUESTIONS if question.section]
PARTS = ("Question", "How", "Read it", "Beware", "Source")
BAGIAN = ("Pertanyaan", "Cara", "Membaca", "Awas", "Sumber")
EN = messages("en")


def fields(message: str) -> set[str]:
    """The names in ``message``, those within the forms of a count too."""
    found = set()
    for _, name, forms, _ in string.Formatter().parse(message):
        if name is not None:
            found |= {name, *fields(forms or "")}
    return found


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of ``name`` in the analyses and answers."""
    for path in sorted((*ROOT.glob("analytics/**/*.py"), *ROOT.glob("answers/*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                yield path, node


@pytest.mark.parametrize("question", PAGES, ids=lambda question: question.name)
def test_every_question_has_its_files(question: Question) -> None:
    stem = question.stem
    wanted = [
        f"analytics/{stem}.py",
        f"pages/{stem}.py",
        f"charts/{stem}.py",
        *(f"notes/{language}/{stem}.md" for language in LANGUAGES),
        *(f"tests/{room}/test_{stem}.py" for room in ("analytics", "charts")),
    ]
    packages = {f"analytics/{stem}.py"} if (ROOT / f"analytics/{stem}/__init__.py").exists() else {}
    missing = [name for name in wanted if name not in packages and not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("pages/*.py")), ids=lambda path: path.name)
def test_a_page_is_a_short_script(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_has_its_words(question: Question, language: str) -> None:
    known = messages(language)
    options = [f"options.{name}" for name in question.options().as_fields()]
    wanted = [f"{question.stem}.title", f"{question.stem}.lead", *options]
    wanted += [f"{option}_help" for option in options]
    assert [key for key in wanted if not known.get(key)] == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("notes/en/*.md")), ids=lambda path: path.stem)
def test_a_note_has_its_five_parts_in_both_languages(path: Path) -> None:
    notes = (ROOT / "notes" / language / path.name for language in LANGUAGES)
    parts = [re.findall(r"^\*\*(.+?)\.\*\*", note.read_text("utf-8"), re.M) for note in notes]
    assert parts == [list(PARTS), list(BAGIAN)]


@pytest.mark.parametrize("path", sorted(ROOT.glob("notes/*/*.md")), ids=lambda path: path.stem)
def test_a_formula_of_a_note_stands_on_one_line(path: Path) -> None:
    """Where one runs on, the page shows the rest of the note as one red formula."""
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if line.count("$$") % 2] == []


def test_every_language_has_the_same_messages() -> None:
    for language in LANGUAGES:
        assert messages(language).keys() ^ EN.keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_the_same_fields(language: str) -> None:
    known = messages(language)
    assert [key for key in EN if fields(EN[key]) != fields(known[key])] == []
    assert [key for key in known if not known[key].strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_name(language: str) -> None:
    known = messages(language)
    assert [key for key in FIGURES if f"figures.{key}" not in known] == []
    helps = {key.partition(".")[2] for key in known if key.startswith("figures_help.")}
    assert helps - FIGURES.keys() == set()


def test_every_figure_stands_in_one_section() -> None:
    assert sum(map(len, SECTIONS.values())) == len(FIGURES)


def test_every_finding_names_a_message() -> None:
    """Keys written out; those put together are said in tests/words/test_findings.py."""
    keys = {
        node.args[0].value: path.name
        for name in ("Finding", "NotEnoughData")
        for path, node in calls(name)
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert keys
    assert {key: where for key, where in keys.items() if key not in EN} == {}


def test_every_field_of_a_finding_is_a_figure() -> None:
    said: Mapping[str, set[str]] = {
        key: fields(text)
        for key, text in EN.items()
        if ".find_" in key or key.startswith(("notice.", "not_enough."))
    }
    assert {
        key: names - FIGURES.keys() for key, names in said.items() if names - FIGURES.keys()
    } == {}
