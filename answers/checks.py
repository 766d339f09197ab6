"""Whether a scope means something for a company: its filters name what the data holds."""

from answers.books import Books
from data.frames.choices import MOST
from data.scope import Scope, ScopeError


def check_scope(books: Books, scope: Scope) -> None:
    """Raise :class:`ScopeError` for a filter value or segment that this company does not have."""
    for name, known in books.choices.items():
        for value in getattr(scope, name):
            if value not in known and len(known) < MOST:
                raise ScopeError(
                    "error.unknown_choice",
                    value=value,
                    filter=name,
                    known=", ".join(known[:20]) or "–",
                )
    if scope.segment is not None and books.segment_mark(scope.segment) is None:
        raise ScopeError("error.no_segment", name=scope.segment)
