"""What the words in a status column mean for counting: completed, returned or cancelled."""

import re
from collections.abc import Iterable, Mapping

_MEANINGS: Mapping[str, str] = {
    "completed": "completed complete paid selesai lunas terkirim delivered shipped dikirim "
    "fulfilled sudah_dibayar dibayar diproses processing diterima done closed sale "
    "sales_order locked "
    "success berhasil sukses authorized partially_paid partially_refunded siap_dikirim "
    "sedang_dikirim dalam_pengiriman "
    "pesanan_selesai pesanan_diterima perlu_dikirim to_ship in_transit awaiting_shipment "
    "awaiting_collection payment on_hold",
    "returned": "returned return refunded refund retur diretur dikembalikan pengembalian "
    "pengembalian_barang pengembalian_dana",
    "cancelled": "cancelled canceled cancel batal dibatalkan void voided failed gagal expired "
    "kedaluwarsa unpaid belum_dibayar belum_bayar pending menunggu_pembayaran pending_payment "
    "awaiting_payment checkout_draft draft quotation quotation_sent rejected ditolak declined "
    "abandoned trash",
}
DEFAULTS: Mapping[str, str] = {
    word.replace("_", " "): meaning
    for meaning, words in _MEANINGS.items()
    for word in words.split()
}


def meanings(words: Iterable[str], own: Mapping[str, str]) -> dict[str, str | None]:
    """What each word means, None where unknown; ``own`` words come before ours.

    A longer text counts by the words it begins with, so `Delivered on 2 May` is `delivered`.
    """
    known = {**DEFAULTS, **{_plain(word): meaning for word, meaning in own.items()}}
    return {word: _meaning(_plain(word), known) for word in words}


def _meaning(text: str, known: Mapping[str, str]) -> str | None:
    pieces = text.split(" ")
    for end in range(len(pieces), 0, -1):
        if found := known.get(" ".join(pieces[:end])):
            return found
    return None


def _plain(word: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", word.casefold()).split())
