"""The two pages that customers alone open, and that no other does."""

from data.workspace import Workspace
from tests.companies_people import twins
from tests.pages.conftest import Visit, cards, every_language, fine, foot, read
from words import Reader


@every_language
def test_duplicates_are_shown_without_what_nobody_knows(
    own: Workspace, visit: Visit, language: str
) -> None:
    company = twins(own, "kontak", sales=False)
    visitor = fine(visit(own, "duplicates", company=company, language=language))
    words = Reader(language, "IDR", 0)

    shown = cards(visitor)
    assert shown[words.name("doubled")] == "1"
    assert words.name("revenue") not in shown
    assert foot(visitor).endswith(words.text("foot.no_lines"))
    assert "period" not in visitor.session_state


@every_language
def test_quality_says_how_old_the_load_is_and_archives_nobody(
    own: Workspace, visit: Visit, language: str
) -> None:
    company = twins(own, "kontak", sales=False)
    visitor = fine(visit(own, "quality", company=company, language=language))
    words = Reader(language, "IDR", 0)

    ages = [read(one.value) for one in visitor.caption if ":material/history:" in one.value]
    nothing = words.count(0)
    begin = words.text("quality.age_load", day="|", age=nothing).partition("|")[0]
    assert len(ages) == 1
    assert ages[0].removeprefix(":material/history: ").startswith(begin)
    assert words.text("quality.age_order", day="|", age=nothing).partition("|")[0] not in ages[0]
    titles = [read(one.value) for one in visitor.subheader]
    assert words.text("quality.archive") not in titles
    assert words.text("quality.rows") in titles


@every_language
def test_other_pages_still_say_what_is_missing(own: Workspace, visit: Visit, language: str) -> None:
    company = twins(own, "kontak", sales=False)
    visitor = fine(visit(own, "profit", company=company, language=language))
    words = Reader(language)
    assert read(visitor.markdown[0].value) == words.text("not_enough.no_order_lines")
