"""One function for each question: who asks, of which company, about what. No screen, no server.

Pages, the command line, reports and classes all ask here, so a question is answered in one place.
"""

from answers.answer import Answer, Options
from answers.books import Books, Instead, open_books
from answers.registry import QUESTIONS, Question, ask, question

__all__ = [
    "QUESTIONS",
    "Answer",
    "Books",
    "Instead",
    "Options",
    "Question",
    "ask",
    "open_books",
    "question",
]
