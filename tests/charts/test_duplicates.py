"""Bars of the reasons, the surest on top."""

from analytics.duplicates import find_duplicates
from charts.duplicates import reason_bars
from tests.analytics.test_duplicates import people, person
from words import Reader


def test_groups_are_counted_by_reason() -> None:
    result = find_duplicates(
        people(
            person("A", "Ani", email="ani@x.id"),
            person("B", "Ani", email="ani@x.id"),
            person("C", "Budi", phone="081234567890"),
            person("D", "Budi", phone="+6281234567890"),
            person("E", "Cici", email="cici@x.id"),
            person("F", "Cici", email="cici@x.id"),
        )
    )
    for language in ("en", "id"):
        reader = Reader(language)
        chart = reason_bars(result, reader)
        (bars,) = chart.data
        told = dict(zip(chart.layout.yaxis.ticktext, bars.x, strict=True))
        assert told[reader.word("same_email")] == 2
        assert told[reader.word("same_phone")] == 1
        assert list(told)[-1] == reader.word("same_email_phone")
        assert sum(bars.x) == result.groups.height
