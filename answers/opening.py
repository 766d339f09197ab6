"""Which questions a company's tables open, and which tables a question waits for."""

from collections.abc import Collection, Sequence

from answers.registry import QUESTIONS, Question

ALL: tuple[Question, ...] = tuple(q for q in QUESTIONS if q.section and q.needs)
"""The questions with a page of their own that tables open, in the order of the registry."""


def counting(tables: Collection[str], *, sold: bool) -> set[str]:
    """The tables that give pages something to count: order lines only where anything was sold."""
    return {table for table in tables if sold or table != "order_lines"}


def opened_by(tables: Collection[str]) -> list[Question]:
    """The questions all of whose tables are there."""
    return [known for known in ALL if set(known.needed(tables)) <= set(tables)]


def waiting(tables: Collection[str]) -> list[tuple[Question, tuple[str, ...]]]:
    """The other questions, each with the tables it still waits for, the nearest first."""
    lacking = [
        (known, tuple(table for table in known.needed(tables) if table not in tables))
        for known in ALL
    ]
    return sorted((pair for pair in lacking if pair[1]), key=lambda pair: len(pair[1]))


def tables_for(questions: Sequence[Question]) -> tuple[str, ...]:
    """The tables that these questions need together, each once, in the order they are named."""
    return tuple(dict.fromkeys(table for known in questions for table in known.needs))
