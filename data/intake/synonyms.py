"""The names columns go by, in English, Indonesian and the exports of shops and CRM systems.

Names are compared without case, spaces, signs and accents. Earlier names of a part come first where
a file has several. A *part* is a column of our tables, or something one is worked out from.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from data.intake.synonyms_more import MORE
from data.tables import CAMPAIGN_RESULTS, READ, TABLES

ORDER_LINES: Mapping[str, str] = {
    "order_id": "order_id|order number|order no|order|no pesanan|nomor pesanan|no order|"
    "nomor order|id pesanan|kode pesanan|order reference|nomor invoice|no invoice|"
    "invoice no|invoice number|"
    "invoice id|invoice|no faktur|nomor faktur|faktur|no transaksi|nomor transaksi|id transaksi|"
    "kode transaksi|transaction id|transaction no|receipt number|no nota|nomor nota|no struk|"
    "sales order|bill no|order_number",
    "line_no": "line_no|line number|line|no baris|baris|invoice line id|line id",
    "ordered_at": "ordered_at|order date|date ordered|waktu pesanan dibuat|tanggal pesanan|"
    "tgl pesanan|tanggal pemesanan|tanggal order|tgl order|order time|order datetime|created time|"
    "created at|creation date|order created|date created|invoice date|tanggal invoice|"
    "tanggal faktur|tanggal transaksi|tgl transaksi|transaction date|transaction time|waktu "
    "transaksi|tanggal penjualan|sale date|sales date|purchase date|tanggal pembelian|"
    "tanggal pembayaran|waktu pembayaran dilakukan|paid at|paid date|paid time|tanggal|tgl|date|"
    "datetime|timestamp|waktu|time stamp",
    "ordered_time": "time|jam|order hour",
    "customer_id": "customer_id|customer no|customer number|customer code|client id|cust id|"
    "customer|id pelanggan|kode pelanggan|no pelanggan|nomor pelanggan|id customer|kode customer|"
    "id pembeli|kode pembeli|id konsumen|buyer id|member id|id member|no member|nomor member|"
    "user id|account id|household|household id|household key|customer external id|pelanggan|"
    "customer user",
    "username": "username pembeli|buyer username|username|user name|nama pengguna|nama akun|"
    "akun pembeli",
    "email": "email|e mail|email address|customer email|buyer email|billing email|surel|"
    "alamat email|email pelanggan|email pembeli",
    "phone": "phone|phone number|customer phone|no telepon|no telp|nomor telepon|no hp|nomor hp|"
    "telepon|no telp penerima|no telepon penerima|billing phone|shipping phone|no wa|whatsapp|"
    "nomor whatsapp|handphone|mobile",
    "buyer_name": "customer name|nama pelanggan|nama pembeli|buyer name|buyer|pembeli|"
    "nama customer|nama konsumen|recipient|nama penerima|billing name|shipping name",
    "product_id": "product_id|sku|seller sku|sku id|product code|item code|item id|stock code|"
    "kode produk|kode barang|id produk|id barang|nomor referensi sku|nomor sku|no sku|kode sku|"
    "sku induk|lineitem sku|line item sku|variant sku|article|article no|part number|plu|barcode|"
    "product number|track id|order lines product internal reference|order lines product barcode",
    "product_name": "product name|product|item|item name|nama produk|nama barang|produk|barang|"
    "lineitem name|order lines product|order lines product template|order lines product variant|"
    "order lines product name|description|deskripsi|order lines description",
    "quantity": "quantity|qty|qty ordered|quantity ordered|units|jumlah barang|jumlah produk|"
    "jumlah produk dibeli|jumlah item|jumlah unit|jumlah beli|jml|kuantitas|banyaknya|kuantiti|"
    "lineitem quantity|order lines quantity|order lines ordered quantity|jumlah|count",
    "returned_quantity": "returned quantity|sku quantity of return|quantity returned|"
    "returned qty|jumlah retur|jumlah dikembalikan",
    "unit_price": "unit_price|price|price per unit|item price|harga satuan|harga per unit|harga|"
    "harga barang|harga produk|harga awal|sku unit original price|lineitem price|"
    "order lines unit price|selling price",
    "unit_price_net": "harga setelah diskon|harga jual|net price|unit price after discount|"
    "discounted price",
    "discount": "discount|discount amount|line discount|diskon|potongan|potongan harga|"
    "lineitem discount|total discount|total diskon|discounts|sku seller discount|discount total",
    "discount_percent": "order lines discount|order lines discount %|discount %|% discount|disc %|"
    "discount percentage|diskon %|% diskon|diskon persen|persen diskon|potongan %",
    "amount": "amount|line amount|line total|net amount|net sales|sales value|sales amount|sales|"
    "revenue|subtotal|sub total|total harga|jumlah harga|total harga produk|nilai penjualan|"
    "nilai|omzet|omset|pendapatan|total penjualan|sku subtotal after discount|"
    "order lines subtotal|extended price|line value|total price|jumlah bayar",
    "order_total": "order total|grand total|total|total amount|total pembayaran|total bayar|"
    "total belanja|total pesanan|order amount|order value|invoice total|total transaksi|"
    "nilai transaksi|nilai pesanan|jumlah",
    "goods_total": "",
    "unit_cost": "unit cost|cost price|cost per unit|harga pokok|harga modal|hpp|modal|"
    "harga beli|hpp satuan|purchase price|cost per item|order lines cost",
    "line_cost": "line_cost|cost|total cost|cogs|cost of goods sold|total hpp|total modal|biaya "
    "pokok",
    "profit": "profit|margin|gross profit|laba|laba kotor|keuntungan|untung",
    "shipping_cost": "shipping_cost|ongkos kirim|ongkir|biaya kirim|biaya pengiriman|"
    "delivery cost|freight|freight cost",
    "fee": "fee|fees|biaya admin|biaya layanan|biaya platform|commission|komisi|platform fee|"
    "marketplace fee|payment fee",
    "channel": "channel|sales channel|saluran|kanal|saluran penjualan|source|sumber|platform|"
    "marketplace",
    "store": "store|store id|shop|shop name|toko|gerai|cabang|branch|outlet|location|lokasi|"
    "nama toko|warehouse name",
    "region": "region|wilayah|provinsi|province|daerah|area|shipping province name|"
    "shipping province|state|billing state|kota|kota kabupaten|city|country|negara|billing country",
    "staff_id": "staff_id|staff|sales person|salesperson|salesman|sales rep|kasir|cashier|"
    "employee|karyawan|pramuniaga|id karyawan|employee id",
    "partner_id": "partner_id|partner|mitra|id mitra|reseller|agen|distributor",
    "promised_at": "promised_at|promised date|due date|required date|expected delivery|"
    "pesanan harus dikirimkan sebelum|estimasi tiba|tanggal janji|batas kirim",
    "delivered_at": "delivered_at|delivered time|delivered date|delivery date|"
    "waktu pesanan selesai|tanggal pesanan selesai|tanggal diterima|tanggal terima|received date",
    "delivery_method": "delivery_method|shipping method|opsi pengiriman|delivery option|"
    "metode pengiriman|kurir|nama kurir|courier|ekspedisi|shipping provider name",
    "status": "status|order status|status pesanan|status terakhir|financial status|"
    "status transaksi|status order|state name|event type",
    "currency": "currency|order currency|currency code|mata uang",
}
CUSTOMERS: Mapping[str, str] = {
    "customer_id": ORDER_LINES["customer_id"] + "|record id|contact id|id kontak|id|kode",
    "name": "name|full name|customer name|nama|nama lengkap|nama pelanggan|nama customer|"
    "nama pembeli|nama konsumen|contact name|display name",
    "first_name": "first name|nama depan|billing first name|firstname|given name",
    "last_name": "last name|nama belakang|billing last name|lastname|surname|family name",
    "email": ORDER_LINES["email"],
    "phone": ORDER_LINES["phone"] + "|mobile phone|telp|hp",
    "address": "address|alamat|street|alamat lengkap|mailing street|billing address|street address|"
    "alamat pengiriman|detail address",
    "city": "city|kota|kota kabupaten|mailing city|billing city|kabupaten|town",
    "home_region": "home_region|region|province|provinsi|state|mailing state province|wilayah|"
    "billing state|state province",
    "country": "country|negara|country code|kode negara|mailing country|billing country",
    "customer_type": "customer_type|type|tipe pelanggan|jenis pelanggan|contact type|kategori "
    "pelanggan|customer group|grup pelanggan",
    "e_commerce_type": "e_commerce_type|ecommerce type",
    "joined_on": "joined_on|created at|create date|created date|join date|tanggal daftar|"
    "tanggal bergabung|tgl daftar|registered|registration date|signup date|sign up date|"
    "member since|tanggal registrasi|created on|date created|date joined",
    "acquisition_channel": "acquisition_channel|lead source|source|sumber|asal pelanggan|channel",
    "acquisition_cost": "acquisition_cost|cac|biaya akuisisi",
    "referred_by": "referred_by|referrer|referral|direferensikan oleh|perujuk",
    "account_owner": "account_owner|contact owner|account owner|sales person|salesperson|owner|"
    "support rep id|pemilik akun|penanggung jawab",
    "consent_email": "consent_email|accepts marketing|email opt in|email consent|"
    "email subscription|persetujuan email|accepts email marketing|newsletter",
    "consent_phone": "consent_phone|phone consent|sms consent|persetujuan telepon|"
    "accepts sms marketing",
    "consent_chat": "consent_chat|whatsapp consent|chat consent|persetujuan chat|persetujuan wa",
    "consent_post": "consent_post|post consent|mail consent|persetujuan surat",
    "consent_recorded_at": "consent_recorded_at|consent date|tanggal persetujuan|opt in date",
    "consent_source": "consent_source|sumber persetujuan|opt in source",
    "objects_to_profiling": "objects_to_profiling|profiling objection|menolak pemrofilan",
    "last_verified_on": "last_verified_on|verified at|last verified|tanggal verifikasi",
}
SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "order_lines": ORDER_LINES,
    "customers": CUSTOMERS,
    **MORE,
    CAMPAIGN_RESULTS.name: {
        **MORE["campaign_members"],
        "email": CUSTOMERS["email"],
        "phone": CUSTOMERS["phone"],
        "responded": "responded|response|answered|replied|reply|converted|respon|tanggapan|"
        "menanggapi|merespons|merespon|menjawab|dijawab|membalas",
    },
}
TABLE_NAMES: Mapping[str, str] = {
    "order_lines": "order lines|orders|order|sales|penjualan|pesanan|transaksi|transactions|"
    "invoice|invoices|order items|orderlines|sale|line items",
    "customers": "customers|customer|pelanggan|contacts|contact|kontak|members|member|konsumen",
    "products": "products|product|produk|barang|items|item|catalog|katalog|inventory",
    "interactions": "interactions|interaction|interaksi|tickets|contacts log|kontak masuk|events",
    "campaigns": "campaigns|campaign|kampanye",
    "campaign_members": "campaign members|campaign member|anggota kampanye",
    "opportunities": "opportunities|opportunity|peluang|deals|leads",
    "contracts": "contracts|contract|kontrak|subscriptions|langganan",
    "traits": "traits|trait|sifat|attributes",
    "staff": "staff|employees|employee|karyawan|pegawai",
    "partners": "partners|partner|mitra",
}


def normal(name: str) -> str:
    """``name`` without case, accents, spaces, signs and the code of a currency in brackets.

    Only per cent is kept: 5 % of discount are no discount of 5. A name of nothing but signs, as #,
    is itself.
    """
    text = unicodedata.normalize("NFKD", name).casefold().replace("%", "percent")
    text = re.sub(r"\((idr|rp|usd|eur|rupiah)\.?\)", "", text)
    return "".join(c for c in text if c.isalnum()) or text.strip()


def _index(words: Mapping[str, str]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for part, names in words.items():
        for rank, name in enumerate([part, *filter(None, names.split("|"))]):
            entries = found.setdefault(normal(name), [])
            if part not in {known for known, _ in entries}:
                entries.append((part, rank))
    return found


_INDEX = {
    table: _index({**dict.fromkeys(columns.columns, ""), **SYNONYMS[table]})
    for table, columns in READ.items()
}
_KNOWN = frozenset(name for index in _INDEX.values() for name in index if name)
_TABLES = {normal(n): table for table, names in TABLE_NAMES.items() for n in names.split("|")}


def parts_of(name: str, table: str) -> list[tuple[str, int]]:
    """The parts of ``table`` that ``name`` may stand for, each with its rank among their names."""
    return _INDEX[table].get(normal(name), [])


def parts_in(table: str) -> frozenset[str]:
    """Every part of ``table``: its columns, and what they may be worked out from."""
    return frozenset({*READ[table].columns, *SYNONYMS[table]})


def is_known(name: str) -> bool:
    """Whether ``name`` is a column of any table we know."""
    return normal(name) in _KNOWN


def names_table(name: str) -> str | None:
    """The table that ``name`` stands for, if any."""
    return name if name in TABLES else _TABLES.get(normal(name))


def examples(part: str, table: str) -> str:
    """Some names under which a part is found, for messages."""
    return ", ".join([part, *SYNONYMS[table].get(part, "").split("|")[1:5]])


def fits(columns: Iterable[str], table: str) -> bool:
    """Whether the names cover what ``table`` cannot do without."""
    found = {part for name in columns for part, _ in parts_of(name, table)}
    if table != "order_lines":
        return set(TABLES[table].key) <= found
    money = found & {"amount", "unit_price", "unit_price_net", "order_total"}
    return {"order_id", "ordered_at"} <= found and bool(money)


def nearest_table(columns: Iterable[str], besides: str) -> str | None:
    """The other table that the names cover wholly, and better than ``besides``, if any."""
    names = list(columns)
    known = {table: sum(bool(parts_of(name, table)) for name in names) for table in TABLES}
    own = sum(bool(parts_of(name, besides)) for name in names)
    fitting = [t for t in TABLES if known[t] > own and fits(names, t)]
    return max(fitting, key=lambda table: known[table], default=None)
