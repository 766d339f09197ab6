"""What do customers speak of, and in what mood?"""

from dataclasses import dataclass

from analytics.topics import Topics, weigh_words
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply_of_records
from data.frames.notes import name_words, notes
from data.scope import Scope


@dataclass(frozen=True)
class TopicsOptions(Options):
    """Nothing can be chosen beside the scope."""


def topics(books: Books, scope: Scope, options: TopicsOptions) -> Answer[Topics]:
    """Notes of contacts of the scope's customers in its period, in counts: no note comes back."""
    scope, _ = books.settle(scope)
    read = notes(books.facts, scope)
    result = weigh_words(read, hidden=name_words(books.facts))
    return reply_of_records("topics", books, scope, options, result)
