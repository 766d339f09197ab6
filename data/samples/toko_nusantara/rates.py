"""What it costs Toko Nusantara to serve: assumptions, in rupiah, for its users to confirm."""

from decimal import Decimal

COMPANY = {
    "name": "toko-nusantara",
    "title": "Toko Nusantara",
    "currency": "IDR",
    "decimals": 0,
    "timezone": "Asia/Jakarta",
}
_RATES = {
    "order": 4_000,
    "line": 500,
    "return": 35_000,
    "delivery": 7_500,
    "visit": 175_000,
    "contact_minute": 1_600,
    "contact_minute:phone": 2_000,
    "contact_minute:e-mail": 1_600,
    "contact_minute:help desk": 2_400,
    "contact_minute:post": 1_600,
    "contact_minute:store": 1_200,
    "contact_minute:face to face": 2_500,
    "contact_minute:sales talk": 2_500,
    "contact_minute:social media": 1_600,
}


def default_rates() -> dict[str, Decimal]:
    """Rates of the sample by key, rupiah each: every one an assumption, none measured."""
    return {key: Decimal(value) for key, value in _RATES.items()}
