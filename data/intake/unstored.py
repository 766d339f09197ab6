"""Columns of order lines that are understood and yet stored nowhere, for another one tells more."""

from data.intake.batch import Batch
from data.intake.mapping import CUSTOMER_KEYS

_CODE = ("product_id", "product_name")


def coded(batch: Batch) -> bool:
    """Whether every line names its product by a code; asked before names stand in for codes."""
    text = batch.text
    return set(_CODE) <= text.keys() and not (text.words("product_id") == "").any()


def columns(batch: Batch, *, coded: bool) -> list[str]:
    """The columns of which nothing is stored, in the order of the proposals.

    A buyer's name is no key; a product's name is one only where there is no code (``coded``); of
    several names of a customer the first is the key, though an e-mail may tell who ordered as a
    guest; an order's total is no line's.
    """
    parts = batch.mapping.columns
    own = [part for part in CUSTOMER_KEYS if part in parts]
    idle = {"buyer_name", *own[1:]} - ({"email"} if own[:1] == ["customer_id"] else set())
    if coded:
        idle.add("product_name")
    if {"amount", "unit_price", "unit_price_net"} & parts.keys():
        idle.add("order_total")
    return [column for part, column in parts.items() if part in idle]
