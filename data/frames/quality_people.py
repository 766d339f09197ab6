"""The checks of the customers' own records: contacts, their age, and consents."""

from collections.abc import Mapping

import narwhals as nw
import polars as pl

from analytics.contact_points import emails, phones
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, Lazy
from data.scope import Scope

CONSENTS = ("consent_email", "consent_phone", "consent_chat", "consent_post")
_COLUMNS = (
    *("customer_id", "customer_type", "name", "email", "phone", *CONSENTS),
    *("consent_recorded_day", "consent_source", "objects_to_profiling", "last_verified_day"),
)
_RIGHT = ("valid", "local")

Parts = tuple[Lazy, nw.Expr, tuple[str, ...]]


def people_checks(facts: Facts, scope: Scope, stale_days: int, region: str) -> Mapping[str, Parts]:
    """For each check its rows, the condition that finds some, and their key.

    Customers of the scope's types, whatever its period. None where there is no such table.
    """
    if not facts.has("customers"):
        return {}
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    told = _people(facts, scope, region)
    old = scope.as_of.toordinal() - EPOCH_ORDINAL - stale_days
    known = pl.any_horizontal("name", "email", "phone", "verified")
    given, objects = pl.col("said_yes"), pl.col("objects_to_profiling")
    conditions = {
        "unreachable": (known, ~(pl.col("mail_right") | pl.col("number_right"))),
        "local_phones": (pl.col("number_right"), pl.col("number_state") == "local"),
        "nameless": (known, ~pl.col("name")),
        "invalid_emails": (_filled("mail_state"), pl.col("mail_state") == "invalid"),
        "invalid_phones": (_filled("number_state"), pl.col("number_state") == "invalid"),
        "stale_contacts": (pl.col("verified"), pl.col("last_verified_day") < old),
        "never_verified": (known, ~pl.col("verified")),
        "no_consent": (pl.col("email") | pl.col("phone"), ~given),
        "unproven_consent": (given, ~pl.col("proven")),
        "masked_contacts": (pl.col("email") | pl.col("phone"), pl.col("masked")),
        "objections": (objects.is_not_null(), objects),
    }
    return {
        name: (
            nw.from_native(told.lazy().filter(among).select("customer_id", bad=bad)),
            nw.col("bad"),
            ("customer_id",),
        )
        for name, (among, bad) in conditions.items()
    }


def _people(facts: Facts, scope: Scope, region: str) -> pl.DataFrame:
    """What the checks ask of each customer, as yes and no."""
    rows = collect(facts.people().select(*_COLUMNS))
    if scope.customer_type:
        rows = rows.filter(pl.col("customer_type").is_in(scope.customer_type))
    mail = emails(rows["email"])["state"].alias("mail_state")
    number = phones(rows["phone"], region)["state"].alias("number_state")
    masked = [pl.col(c) == "masked" for c in ("mail_state", "number_state")]
    return rows.with_columns(mail, number).with_columns(
        *[pl.col(c).str.strip_chars().fill_null("") != "" for c in ("name", "email", "phone")],
        mail_right=pl.col("mail_state") == "valid",
        number_right=pl.col("number_state").cast(pl.String).is_in(_RIGHT),
        masked=pl.any_horizontal(masked),
        verified=pl.col("last_verified_day").is_not_null(),
        said_yes=pl.any_horizontal(*[pl.col(c).fill_null(value=False) for c in CONSENTS]),
        proven=pl.all_horizontal(
            *[pl.col(c).is_not_null() for c in ("consent_recorded_day", "consent_source")]
        ),
    )


def _filled(state: str) -> pl.Expr:
    return ~pl.col(state).cast(pl.String).is_in(["blank", "masked"])
