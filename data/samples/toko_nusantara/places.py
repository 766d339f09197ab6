"""Where people live and shop, and what they are called. All people here are made up."""

from dataclasses import dataclass

import numpy as np

from data.samples.toko_nusantara.layers import Array

CHANNELS = ("Toko", "Web", "Aplikasi", "Tokopedia", "Shopee", "Grosir")
STORE, WEB, APP, TOKOPEDIA, SHOPEE, WHOLESALE = range(6)
FEES = np.array([0.0, 0.0, 0.0, 0.065, 0.075, 0.0])  # share of the amount kept by the marketplace


@dataclass(frozen=True)
class City:
    """A city, its province, how many customers live there, and how far the parcels travel."""

    name: str
    province: str
    weight: float
    zone: int  # 0 Jabodetabek, 1 Java, 2 Sumatra and Bali, 3 farther east
    stores: int
    also: str  # a second spelling found in hand-typed addresses


CITIES = (
    City("Jakarta Selatan", "DKI Jakarta", 13, 0, 3, "Jaksel"),
    City("Jakarta Timur", "DKI Jakarta", 11, 0, 2, "Jaktim"),
    City("Jakarta Barat", "DKI Jakarta", 10, 0, 2, "Jakbar"),
    City("Bekasi", "Jawa Barat", 9, 0, 2, "Kota Bekasi"),
    City("Depok", "Jawa Barat", 6, 0, 1, "Kota Depok"),
    City("Bogor", "Jawa Barat", 4, 0, 1, "Kota Bogor"),
    City("Tangerang", "Banten", 7, 0, 1, "Kota Tangerang"),
    City("Bandung", "Jawa Barat", 8, 1, 2, "Kota Bandung"),
    City("Semarang", "Jawa Tengah", 5, 1, 1, "Smg"),
    City("Surakarta", "Jawa Tengah", 3, 1, 1, "Solo"),
    City("Yogyakarta", "DI Yogyakarta", 4, 1, 1, "Jogja"),
    City("Surabaya", "Jawa Timur", 8, 1, 2, "Sby"),
    City("Malang", "Jawa Timur", 3, 1, 1, "Kota Malang"),
    City("Medan", "Sumatera Utara", 4, 2, 1, "Kota Medan"),
    City("Palembang", "Sumatera Selatan", 2, 2, 1, "Plg"),
    City("Denpasar", "Bali", 3, 2, 1, "Dps"),
    City("Makassar", "Sulawesi Selatan", 3, 3, 1, "Mks"),
    City("Balikpapan", "Kalimantan Timur", 2, 3, 1, "Bpp"),
)
CITY_SHARES = np.array([city.weight for city in CITIES]) / sum(city.weight for city in CITIES)
ZONES = np.array([city.zone for city in CITIES])
PROVINCES = tuple(city.province for city in CITIES)
CITY_NAMES = tuple(city.name for city in CITIES)
STORES = tuple(
    f"TN {city.name} {number}" for city in CITIES for number in range(1, city.stores + 1)
)
STORE_CITY = np.repeat(np.arange(len(CITIES)), [city.stores for city in CITIES])
FIRST_STORE = np.searchsorted(STORE_CITY, np.arange(len(CITIES)))
STORES_IN_CITY = np.array([city.stores for city in CITIES])

ZONE_DAYS = np.array([1.0, 2.0, 3.0, 5.0])  # promised days
ZONE_LATE = np.array([0.06, 0.09, 0.14, 0.24])  # share delivered late
ZONE_FREIGHT = np.array([9_000.0, 13_000.0, 22_000.0, 38_000.0])  # rupiah paid to the courier

FIRST_NAMES = (
    *("Adi", "Agus", "Ahmad", "Andi", "Arif", "Bagus", "Bambang", "Bayu", "Budi", "Cahyo"),
    *("Dedi", "Dimas", "Dwi", "Eko", "Fajar", "Galih", "Hadi", "Hendra", "Indra", "Irfan"),
    *("Joko", "Made", "Nyoman", "Putu", "Rizky", "Rudi", "Slamet", "Taufik", "Wahyu", "Yusuf"),
    *("Anisa", "Ayu", "Citra", "Desi", "Dewi", "Dian", "Eka", "Endang", "Fitri", "Indah"),
    *("Intan", "Kartika", "Lestari", "Lina", "Maya", "Mega", "Nadia", "Nur", "Putri", "Rani"),
    *("Ratna", "Rina", "Sari", "Siti", "Sri", "Tika", "Tuti", "Wulan", "Yanti", "Yuni"),
)
LAST_NAMES = (
    *("Santoso", "Wijaya", "Saputra", "Hidayat", "Nugroho", "Setiawan", "Kurniawan", "Susanto"),
    *("Pratama", "Gunawan", "Suryadi", "Firmansyah", "Hartono", "Permana", "Ramadhan", "Maulana"),
    *("Lubis", "Nasution", "Siregar", "Simanjuntak", "Harahap", "Situmorang", "Wibowo", "Utomo"),
    *("Rahmawati", "Handayani", "Anggraini", "Puspita", "Wulandari", "Safitri", "Astuti"),
    *("Kusuma", "Mahendra", "Purnama", "Suryani", "Pertiwi", "Hasanah", "Oktaviani", "Mulyani"),
    *("Halim", "Salim", "Tanjung", "Manurung", "Prasetyo", "Wicaksono", "Budiman", "Iskandar"),
)
SHOP_NAMES = ("Warung", "Toko", "Kantin", "Koperasi", "Kafe", "Rumah Makan", "Katering", "CV")
STREETS = (
    *("Melati", "Mawar", "Kenanga", "Anggrek", "Merdeka", "Diponegoro", "Sudirman", "Kartini"),
    *("Ahmad Yani", "Gajah Mada", "Pahlawan", "Pemuda", "Cempaka", "Flamboyan", "Veteran"),
)
MAIL_DOMAINS = ("example.com", "example.net", "example.org", "surel.example", "pos.example")
MOBILE = "6284"  # 084x is given to no Indonesian operator: a number that looks right, rings nowhere


def cities_of(chance: Array) -> Array:
    """Draw a city for each uniform number."""
    return np.minimum(np.searchsorted(np.cumsum(CITY_SHARES), chance), len(CITIES) - 1)
