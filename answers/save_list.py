"""Which valuable customers are slipping away, and why do we think so?"""

from dataclasses import dataclass, replace

from analytics.findings import Meaningless, WrongOption
from analytics.proof import Proof
from analytics.save_list import SaveList, find_slipping
from answers.answer import Answer, Options
from answers.books import Books
from answers.flow import LONGEST
from answers.lifetime import LifetimeModel, TimeUnit, day_number
from answers.reply import reply
from data.frames.customer_days import customer_days
from data.scope import Scope


@dataclass(frozen=True)
class SaveListOptions(Options):
    """``lapse`` in days says how far back chances are compared, None learns it.

    ``horizon``: the months whose margin is at risk. A contract says itself when it ends.
    """

    lapse: int | None = None
    horizon: int = 12
    model: LifetimeModel = LifetimeModel.AUTO
    time_unit: TimeUnit = TimeUnit.WEEK


def save_list(
    books: Books, scope: Scope, options: SaveListOptions, proof: Proof
) -> Answer[SaveList]:
    """The scope's customers who are slipping away on ``as_of``; nothing after it is seen.

    Where the proof of the model fails, or there is none, rhythms alone are looked at.
    Raises ``WrongOption``, ``Meaningless`` for the model of contracts.
    """
    if options.model is LifetimeModel.SBG:
        raise Meaningless("save_list.no_contracts", options.model.value)
    if options.lapse is not None and not 1 <= options.lapse <= LONGEST:
        raise WrongOption("lapse", options.lapse, 1, LONGEST)
    scope, _ = books.settle(scope)
    result = find_slipping(
        customer_days(books.facts, scope, books.rates),
        as_of=day_number(scope),
        lapse=options.lapse,
        months=options.horizon,
        model=options.model.value,
        unit=options.time_unit.value,
        believed=proof.holds,
    )
    answer = reply("save-list", books, scope, options, result)
    return replace(answer, proof=proof) if result.fitted else answer
