"""The words of contact notes: openings, and ends for each mood, in Indonesian and in English."""

import polars as pl

from data.samples.toko_nusantara.contacts import TOPICS, Contacts
from data.samples.toko_nusantara.layers import Array, Streams

ENGLISH_SHARE = 0.15
TOPIC_WORDS = {
    "order status": ("status pesanan", "order status"),
    "late delivery": ("kiriman terlambat", "late delivery"),
    "damaged goods": ("barang rusak", "damaged goods"),
    "wrong item": ("barang salah kirim", "wrong item sent"),
    "price": ("harga", "price"),
    "payment": ("pembayaran", "payment"),
    "return": ("pengembalian barang", "return of goods"),
    "product advice": ("saran produk", "advice on a product"),
    "loyalty points": ("poin pelanggan", "loyalty points"),
    "invoice": ("faktur", "invoice"),
    "visit": ("kunjungan", "visit"),
    "new products": ("produk baru", "new products"),
}
ENDS = {
    -1: (
        (
            "pelanggan kecewa dan marah",
            "sangat mengecewakan, lambat sekali",
            "pelanggan kesal, belum ada jawaban",
            "merasa dirugikan dan tidak puas",
        ),
        (
            "customer is angry and disappointed",
            "very unhappy, this took far too long",
            "upset, still no answer",
            "terrible experience, wants it put right",
        ),
    ),
    0: (
        (
            "sudah dijelaskan",
            "dicatat dan diteruskan",
            "pelanggan akan menghubungi lagi",
            "informasi diberikan",
        ),
        ("explained", "noted and passed on", "customer will call again", "information given"),
    ),
    1: (
        (
            "pelanggan puas dan berterima kasih",
            "pelayanan cepat dan ramah, mantap",
            "senang sekali dengan hasilnya",
            "memuji petugas, sangat membantu",
        ),
        (
            "customer is pleased and says thank you",
            "fast and friendly, great service",
            "very happy with the result",
            "praises the staff, most helpful",
        ),
    ),
}


def write_notes(streams: Streams, contacts: Contacts) -> pl.Series:
    """One note for each contact: its topic, then an end in the planted mood."""
    chance = streams.of("contacts.notes").random((len(contacts), 2))
    language = (chance[:, 0] < ENGLISH_SHARE).astype(int)
    end = (chance[:, 1] * 4).astype(int)
    return _texts().gather(((contacts.topic * 3 + contacts.mood + 1) * 2 + language) * 4 + end)


def _texts() -> pl.Series:
    """All notes there are, by topic, mood, language and end."""
    return pl.Series(
        [
            f"{TOPIC_WORDS[topic][language].capitalize()}: {end}."
            for topic in TOPICS
            for mood in (-1, 0, 1)
            for language in (0, 1)
            for end in ENDS[mood][language]
        ],
        dtype=pl.String,
    )


def labels(values: tuple[str, ...], codes: Array) -> pl.Series:
    """The words that the codes stand for."""
    return pl.Series(values, dtype=pl.String).gather(codes)
