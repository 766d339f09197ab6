"""The ``customers`` and ``traits`` tables: names, addresses, consents, referrals. All made up."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.samples.toko_nusantara import places, staff
from data.samples.toko_nusantara.catalogue import rupiah
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.purchases import People, Written
from data.samples.toko_nusantara.sales import blank_where
from data.samples.toko_nusantara.seasons import DAYS, as_dates, as_times

ACQUISITION = ("Gerai", "Iklan media sosial", "Mesin pencari", "Marketplace", "Sales", "Rujukan")
ACQUISITION_COST = np.array([12_000.0, 55_000.0, 42_000.0, 30_000.0, 260_000.0, 20_000.0])
BY_REFERRAL = 5
# Where customers of each segment come from (not counting referrals).
ACQUISITION_SHARES = np.cumsum(
    np.array(
        [
            [0.86, 0.06, 0.04, 0.02, 0.02],
            [0.04, 0.26, 0.10, 0.58, 0.02],
            [0.14, 0.52, 0.26, 0.06, 0.02],
            [0.10, 0.34, 0.48, 0.06, 0.02],
            [0.10, 0.04, 0.16, 0.02, 0.68],
        ]
    ),
    axis=1,
)
REFERRED = np.array([0.08, 0.04, 0.16, 0.10, 0.06])  # share of customers, by segment
OBJECTS = 0.02  # share who object to profiling
NO_CONSENT_KNOWN = 0.12  # share of whom nothing about consent is recorded
BUSINESS = 4
BLOCK, SPARE = 10_000, 500  # customers of a block, and ids kept for their duplicates


@dataclass(frozen=True)
class Consents:
    """What is recorded of consent: customers × (e-mail, phone, chat, post)."""

    given: Array
    known: Array  # False: blank


def draw_consents(written: Written, streams: Streams, people: People) -> Consents:
    """Consent by touch point, by the segment's shares; all given and nothing blank if off."""
    shape = (len(people), 4)
    if not written.has(Layer.CONSENTS):
        return Consents(np.ones(shape, dtype=bool), np.ones(shape, dtype=bool))
    share = written.profiles.column("consent")[people.segment]
    given = streams.of("consents.given").random(shape) < share
    chance = streams.of("consents.known").random(shape)
    unknown = streams.of("consents.never_asked").random(len(people)) < NO_CONSENT_KNOWN
    known = (chance > 0.06) & ~unknown[:, None]
    return Consents(given & known, known)


def draw_referrals(written: Written, streams: Streams, people: People) -> Array:
    """Who brought each customer: another who joined earlier in the same block, or -1."""
    count = len(people)
    if not written.has(Layer.REFERRALS):
        return np.full(count, -1)
    share = np.resize(REFERRED, 5)[people.segment]
    chance = streams.of("referrals.who").random((count, 2))
    turn = np.argsort(people.joined, kind="stable")
    place = np.empty(count, dtype=np.int64)
    place[turn] = np.arange(count)
    referrer = turn[(chance[:, 1] * place).astype(np.int64)]
    return np.where((chance[:, 0] < share) & (place > 50), referrer, -1)


def customer_ids(streams: Streams, people: People) -> pl.Series:
    """Ids of the block's customers, then of all duplicates it may have: C0000001, …

    Ids are dealt out at random inside the block, so that an id tells nothing.
    """
    slots = streams.of("people.ids").permutation(BLOCK + SPARE)
    mine = np.concatenate([slots[: len(people)], slots[BLOCK:]])
    numbers = pl.Series(mine + 1 + streams.block * (BLOCK + SPARE))
    return "C" + numbers.cast(pl.String).str.zfill(7)


def customers_table(
    written: Written, streams: Streams, people: People, consents: Consents, referrer: Array
) -> pl.DataFrame:
    """The ``customers`` table of domain.md, before duplicates and dirt."""
    ids = customer_ids(streams, people).head(len(people))
    joined = np.floor(written.clock.calendar(people.joined))
    chance = streams.of("people.details").random((len(people), 6))
    came = (chance[:, 0:1] > ACQUISITION_SHARES[people.segment]).sum(axis=1)
    came = np.where(referrer >= 0, BY_REFERRAL, np.minimum(came, BY_REFERRAL - 1))
    cost = ACQUISITION_COST[came] * (0.7 + 0.6 * chance[:, 1])
    owner = pl.Series(staff.STAFF_IDS).gather(staff.seller_of(people.city, np.arange(len(people))))
    business = people.segment == BUSINESS
    unowned = np.logical_not(business & written.has(Layer.OPPORTUNITIES))
    verified = np.minimum(joined + chance[:, 2] * 500, DAYS - 1.0)
    return pl.DataFrame(
        {
            "customer_id": ids,
            **_identity(streams, people, ids),
            "city": pl.Series(places.CITY_NAMES).gather(people.city),
            "home_region": pl.Series(places.PROVINCES).gather(people.city),
            "country": pl.Series(["Indonesia"]).new_from_index(0, len(people)),
            "customer_type": pl.Series(["perorangan", "usaha"]).gather(business.astype(int)),
            "e_commerce_type": pl.Series(["B2C", "B2B"]).gather(business.astype(int)),
            "joined_on": as_dates(joined),
            "acquisition_channel": pl.Series(ACQUISITION).gather(came),
            "acquisition_cost": rupiah(np.round(cost, -2)),
            "referred_by": blank_where(ids.gather(np.maximum(referrer, 0)), referrer < 0),
            "account_owner": blank_where(owner, np.asarray(unowned)),
            **_consent_columns(streams, consents, joined),
            "last_verified_on": as_dates(np.where(chance[:, 3] < 0.8, verified, joined)),
        }
    )


def _identity(streams: Streams, people: People, ids: pl.Series) -> dict[str, pl.Series]:
    """Name, e-mail, phone and address of people who do not exist."""
    chance = streams.of("people.identity").random((len(people), 8))
    first = pl.Series(places.FIRST_NAMES).gather(_code(chance[:, 0], len(places.FIRST_NAMES)))
    last = pl.Series(places.LAST_NAMES).gather(_code(chance[:, 1], len(places.LAST_NAMES)))
    shop = pl.Series(places.SHOP_NAMES).gather(_code(chance[:, 2], len(places.SHOP_NAMES)))
    domain = pl.Series(places.MAIL_DOMAINS).gather(_code(chance[:, 3], len(places.MAIL_DOMAINS)))
    street = pl.Series(places.STREETS).gather(_code(chance[:, 4], len(places.STREETS)))
    number = pl.Series(_code(chance[:, 5], 180) + 1).cast(pl.String)
    lane = pl.Series(_code(chance[:, 6], 12) + 1).cast(pl.String).str.zfill(2)
    phone = pl.Series(_code(chance[:, 7], 10**8)).cast(pl.String).str.zfill(8)
    business = pl.Series(people.segment == BUSINESS)
    frame = pl.DataFrame(
        {"first": first, "last": last, "shop": shop, "business": business, "tail": ids.str.tail(7)}
    ).with_columns(domain=domain, street=street, number=number, lane=lane, phone=phone)
    plain = pl.format("{} {}", "first", "last")
    handle = pl.concat_str(pl.col("first"), pl.lit("."), pl.col("last")).str.to_lowercase()
    made = frame.select(
        name=pl.when("business").then(pl.format("{} {}", "shop", "last")).otherwise(plain),
        email=pl.format(
            "{}{}@{}", handle.str.replace_all(" ", ""), pl.col("tail").str.strip_chars_start("0"),
            "domain",
        ),
        phone=pl.concat_str(pl.lit(places.MOBILE), "phone"),
        address=pl.format("Jl. {} No. {}, RT {}/RW 0{}", "street", "number", "lane",
                          pl.col("lane").str.tail(1)),
    )  # fmt: skip
    return made.to_dict()


def _code(chance: Array, size: int) -> Array:
    return np.asarray((chance * size).astype(np.int64))


def _consent_columns(streams: Streams, consents: Consents, joined: Array) -> dict[str, pl.Series]:
    """The consent columns: blank where not known."""
    names = ("consent_email", "consent_phone", "consent_chat", "consent_post")
    columns = {
        name: blank_where(pl.Series(consents.given[:, n]), ~consents.known[:, n])
        for n, name in enumerate(names)
    }
    any_known = np.asarray(consents.known.any(axis=1))
    unknown = np.logical_not(any_known)
    chance = streams.of("consents.details").random((len(joined), 3))
    later = np.minimum(joined + 0.45 + np.where(chance[:, 0] < 0.3, chance[:, 1] * 200, 0), 1095.9)
    source = pl.Series(["formulir gerai", "pendaftaran web", "aplikasi", "telepon"])
    return {
        **columns,
        "consent_recorded_at": as_times(np.where(any_known, later, np.nan)),
        "consent_source": blank_where(source.gather(_code(chance[:, 1], 4)), np.asarray(unknown)),
        "objects_to_profiling": pl.Series(chance[:, 2] < OBJECTS),
    }
