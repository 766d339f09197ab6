"""Who of those meant may not be contacted, and why?

Everybody who is meant is asked for every reason below, in this order, and left out by the first
that holds, so the counts add up: meant = kept + left out. Whoever is no longer in the data comes
first, then a person's own will, the company's care, what would spoil a measurement, and moderation.
Blank, unknown and conflicting consent is no consent.

Touch points without a column of consent (store, web) send nothing: what is prepared there is shown
to whoever comes by, and only customer ids leave. Consent is not asked for; every other reason
holds.

Source: UU PDP 27/2022, articles 20-22 (consent) and 9-10 (withdrawal, objection to profiling).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.findings import WrongOption
from analytics.frames.contacting import CONTACT_STATES

CONSENT: Mapping[str, str] = {
    "e-mail": "consent_email",
    "phone": "consent_phone",
    "chat": "consent_chat",
    "post": "consent_post",
}
"""Touch points by which somebody is contacted, and the column that permits it."""

SHOWN = ("store", "web")
"""Touch points at which nothing is sent: customers come by."""

TOUCH_POINTS = (*CONSENT, *SHOWN)

REASONS = (
    *("unknown", "refused", "no_consent", "objects", "open_complaint"),
    *("held_out", "control", "running", "recent", "earlier"),
)
"""Why somebody is left out, the first that holds counts."""

QUIET_DAYS = 14
LONGEST_QUIET = 3_650


@dataclass(frozen=True)
class Rules:
    """What is asked. ``quiet_days``: nobody contacted within so many days; 0 asks for none.

    ``skip_running`` leaves out who is being contacted by something that still runs. Consent,
    objection, open complaint, hold-out and control groups cannot be switched off. Raises
    :class:`WrongOption`, and ``ValueError`` for another touch point.
    """

    touch_point: str
    quiet_days: int = QUIET_DAYS
    skip_running: bool = True

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        if self.touch_point not in TOUCH_POINTS:
            raise ValueError(f"touch point: one of {', '.join(TOUCH_POINTS)} is needed")
        if not 0 <= self.quiet_days <= LONGEST_QUIET:
            raise WrongOption("quiet_days", self.quiet_days, 0, LONGEST_QUIET)

    @property
    def asks_consent(self) -> bool:
        """Whether something is sent, and so consent is needed."""
        return self.touch_point in CONSENT


@dataclass(frozen=True)
class Suppression:
    """``kept``: customer_id. ``left_out``: customer_id, reason. Both sorted by customer_id."""

    kept: pl.DataFrame
    left_out: pl.DataFrame

    @property
    def counts(self) -> Mapping[str, int]:
        """How many were left out, by reason, in the order of :data:`REASONS`."""
        found = dict(self.left_out.group_by("reason").len().iter_rows())
        return {reason: found[reason] for reason in REASONS if reason in found}

    @property
    def found(self) -> int:
        """How many were meant."""
        return self.kept.height + self.left_out.height

    @property
    def unrecorded(self) -> bool:
        """Whether nobody may be contacted because nobody's consent was ever recorded."""
        return self.found > 0 and self.counts == {"no_consent": self.found}


def leave_out(states: pl.DataFrame, rules: Rules, *, day: int) -> Suppression:
    """Part those who may be contacted from those who may not, as of ``day`` (since 1970).

    ``states``: CONTACT_STATES of everybody who is meant.
    """
    states = CONTACT_STATES.check(states)
    asked = pl.lit(rules.asks_consent)
    recent = pl.lit(rules.quiet_days > 0) & (pl.col("last_contact_day") >= day - rules.quiet_days)
    holds: Mapping[str, pl.Expr] = {
        "unknown": ~pl.col("known"),
        "refused": asked & (pl.col("consent") == False),  # noqa: E712 - blank is another reason
        "no_consent": asked & pl.col("consent").is_null(),
        "objects": pl.col("objects"),
        "open_complaint": pl.col("open_complaint"),
        "held_out": pl.col("held_out"),
        "control": pl.col("control"),
        "running": pl.lit(rules.skip_running) & pl.col("running"),
        "recent": recent,
        "earlier": pl.col("earlier"),
    }
    first = pl.coalesce(
        *[pl.when(holds[r].fill_null(value=False)).then(pl.lit(r)) for r in REASONS]
    )
    rows = states.select("customer_id", reason=first).sort("customer_id")
    kept = rows.filter(pl.col("reason").is_null()).select("customer_id")
    return Suppression(kept, rows.filter(pl.col("reason").is_not_null()))
