"""Which kinds of customers are there, in what they do, and are these kinds real?"""

from dataclasses import dataclass

from analytics.clusters import USUAL, Apart, Clusters, find_clusters
from analytics.features import AREAS
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.features import customer_features
from data.scope import Scope


@dataclass(frozen=True)
class ClustersOptions(Options):
    """``areas``: what customers are compared by, as in ``channels,price``; blank: the usual."""

    areas: str = ""

    def __post_init__(self) -> None:
        """Refuse an area there is not."""
        if unknown := sorted(set(self.chosen) - set(AREAS)):
            raise ValueError(f"no area {', '.join(unknown)}; there are {', '.join(AREAS)}")

    @property
    def chosen(self) -> tuple[str, ...]:
        """The areas by name."""
        named = [area.strip() for area in self.areas.split(",")]
        return tuple(area for area in named if area) or USUAL


def clusters(books: Books, scope: Scope, options: ClustersOptions) -> Answer[Clusters]:
    """The customers of the scope in clusters, or the reason why there are none."""
    scope, _ = books.settle(scope)
    found = customer_features(books.facts, scope, books.rates, books.service_rates)
    apart = Apart(found.returns_only, found.anonymous_revenue)
    result = find_clusters(found.customers, areas=options.chosen, apart=apart)
    return reply("clusters", books, scope, options, result)
