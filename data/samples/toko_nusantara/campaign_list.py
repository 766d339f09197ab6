"""The twelve campaigns of the three years, and the lift each was given in each segment."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Campaign:
    """One campaign. ``treatments`` maps a name to the lift of each segment (in their order)."""

    name: str
    touch_point: str
    objective: str
    offer: str
    starts: date
    days: int
    reach: float  # share of those who may be asked
    control: float  # share of these who are left alone
    fixed_cost: int
    contact_cost: int
    treatments: dict[str, tuple[float, float, float, float, float]]


CONSENT_OF = {"e-mail": 0, "phone": 1, "chat": 2, "post": 3}
CAMPAIGNS = (
    Campaign(
        "Salam Kenal 2023",
        "e-mail",
        "activation",
        "Voucer 20 ribu",
        date(2023, 6, 12),
        14,
        0.8,
        0.20,
        4_000_000,
        250,
        {"voucer": (0.03, 0.10, 0.05, 0.00, 0.00)},
    ),
    Campaign(
        "Merdeka 2023",
        "chat",
        "cross-selling",
        "Diskon 17 % camilan",
        date(2023, 8, 8),
        14,
        0.7,
        0.20,
        5_000_000,
        400,
        {"diskon": (0.02, 0.14, 0.06, -0.10, 0.00)},
    ),
    Campaign(
        "Akhir Tahun 2023",
        "e-mail",
        "retention",
        "Poin ganda",
        date(2023, 11, 27),
        14,
        0.9,
        0.15,
        6_000_000,
        250,
        {"poin ganda": (0.04, 0.04, 0.08, 0.06, 0.02)},
    ),
    Campaign(
        "Kabar Bulanan 2024",
        "e-mail",
        "retention",
        "Tanpa penawaran",
        date(2024, 1, 22),
        14,
        0.6,
        0.30,
        2_000_000,
        250,
        {"kabar": (0.0, 0.0, 0.0, 0.0, 0.0)},
    ),
    Campaign(
        "Ramadan 2024",
        "chat",
        "cross-selling",
        "Paket hampers",
        date(2024, 3, 14),
        18,
        0.9,
        0.15,
        9_000_000,
        400,
        {"hampers": (0.06, 0.05, 0.12, 0.10, 0.04)},
    ),
    Campaign(
        "Katalog Cantik 2024",
        "post",
        "up-selling",
        "Katalog cetak",
        date(2024, 6, 10),
        21,
        0.8,
        0.25,
        12_000_000,
        9_500,
        {"katalog": (0.00, 0.00, 0.03, 0.14, 0.00)},
    ),
    Campaign(
        "Telepon Mitra 2024",
        "phone",
        "retention",
        "Telepon dan harga khusus",
        date(2024, 9, 2),
        14,
        0.6,
        0.25,
        3_000_000,
        7_500,
        {"telepon": (-0.08, 0.00, -0.12, -0.15, 0.18)},
    ),
    Campaign(
        "Harbolnas 2024",
        "chat",
        "cross-selling",
        "Voucer atau gratis ongkir",
        date(2024, 12, 2),
        14,
        0.9,
        0.20,
        8_000_000,
        400,
        {
            "voucer": (0.02, 0.12, 0.05, 0.00, 0.00),
            "gratis ongkir": (0.00, 0.07, 0.10, 0.06, 0.00),
        },
    ),
    Campaign(
        "Sahur Hemat 2025",
        "chat",
        "retention",
        "Diskon sembako",
        date(2025, 3, 3),
        18,
        0.8,
        0.15,
        7_000_000,
        400,
        {"diskon": (0.09, 0.06, 0.05, -0.06, 0.03)},
    ),
    Campaign(
        "Semua Pelanggan 2025",
        "e-mail",
        "retention",
        "Diskon 10 %",
        date(2025, 6, 16),
        14,
        1.0,
        0.0,
        5_000_000,
        250,
        {"diskon": (0.05, 0.08, 0.05, 0.00, 0.03)},
    ),
    Campaign(
        "Kembali ke Kantor 2025",
        "phone",
        "up-selling",
        "Paket alat tulis",
        date(2025, 8, 18),
        14,
        0.6,
        0.25,
        3_000_000,
        7_500,
        {"paket": (0.00, -0.05, -0.06, -0.08, 0.22)},
    ),
    Campaign(
        "Akhir Tahun 2025",
        "e-mail",
        "retention",
        "Poin ganda",
        date(2025, 11, 24),
        14,
        0.9,
        0.15,
        6_000_000,
        250,
        {"poin ganda": (0.04, 0.05, 0.09, 0.06, 0.02)},
    ),
)
