"""The names of columns of the tables besides order lines and customers; see `synonyms`."""

from collections.abc import Mapping

_CUSTOMER = (
    "customer_id|customer|customer no|id pelanggan|kode pelanggan|pelanggan|contact id|client id"
)
_STAFF = "staff_id|staff|employee|karyawan|agent|petugas|sales person|salesperson|owner"
_PRODUCT = "product_id|sku|product|kode produk|produk|item"

MORE: Mapping[str, Mapping[str, str]] = {
    "products": {
        "product_id": "product_id|sku|product code|item code|stock code|kode produk|kode barang|"
        "id produk|id barang|nomor sku|variant sku|item id|handle|id|kode|barcode|track id",
        "name": "name|product name|title|nama|nama produk|nama barang|item name|description",
        "category": "category|kategori|product category|type|jenis|product type|kelompok|"
        "departemen|department",
        "subcategory": "subcategory|sub category|subkategori|sub kategori",
        "brand": "brand|merek|merk|vendor|manufacturer|produsen",
        "unit_cost": "unit_cost|cost|cost price|cost per item|harga pokok|harga modal|hpp|"
        "harga beli",
        "list_price": "list_price|price|harga|harga jual|unit price|variant price|sales price|"
        "harga satuan",
    },
    "interactions": {
        "interaction_id": "interaction_id|ticket id|ticket|id interaksi|no tiket|nomor tiket|"
        "case number|case id|activity id|call id|id",
        "customer_id": _CUSTOMER,
        "happened_at": "happened_at|ts|timestamp|date|time|datetime|created at|created time|"
        "tanggal|waktu|opened at|activity date|call date",
        "touch_point": "touch_point|channel|saluran|kanal|titik sentuh|source|medium",
        "direction": "direction|arah",
        "kind": "kind|type|jenis|tipe|activity type",
        "topic": "topic|subject|topik|perihal|subjek",
        "department": "department|departemen|bagian|team|tim",
        "minutes": "minutes|duration|durasi|menit|durasi menit",
        "cost": "cost|biaya",
        "staff_id": _STAFF,
        "resolved": "resolved|selesai|closed|is resolved",
        "resolved_at": "resolved_at|closed at|tanggal selesai|solved at",
        "satisfaction": "satisfaction|csat|rating|kepuasan|nilai kepuasan|score",
        "note": "note|notes|catatan|comment|komentar|message|pesan",
    },
    "campaigns": {
        "campaign_id": "campaign_id|id kampanye|kode kampanye|campaign|id",
        "name": "name|campaign name|nama|nama kampanye",
        "touch_point": "touch_point|channel|saluran|titik sentuh",
        "objective": "objective|goal|tujuan",
        "offer": "offer|penawaran|promo",
        "starts_on": "starts_on|start date|start|tanggal mulai|mulai",
        "ends_on": "ends_on|end date|end|tanggal selesai|selesai",
        "fixed_cost": "fixed_cost|budget|biaya tetap|cost|biaya",
        "contact_cost": "contact_cost|cost per contact|biaya per kontak",
    },
    "campaign_members": {
        "campaign_id": "campaign_id|campaign|id kampanye|kode kampanye",
        "customer_id": _CUSTOMER,
        "arm": "arm|group|variant|kelompok|grup|treatment",
        "contacted_at": "contacted_at|sent at|tanggal kirim|contact date|sent date",
        "responded_at": "responded_at|response date|tanggal respon|tanggal tanggapan",
        "response_amount": "response_amount|amount|revenue|nilai",
    },
    "opportunities": {
        "opportunity_id": "opportunity_id|deal id|lead id|id peluang|id|opportunity",
        "customer_id": _CUSTOMER,
        "staff_id": _STAFF,
        "product_id": _PRODUCT,
        "stage": "stage|deal stage|tahap|status",
        "amount": "amount|deal amount|nilai|expected revenue|value",
        "opened_on": "opened_on|created at|create date|created date|tanggal dibuat|open date",
        "closed_on": "closed_on|close date|closed date|tanggal tutup",
        "outcome": "outcome|result|hasil",
    },
    "contracts": {
        "contract_id": "contract_id|subscription id|no kontrak|nomor kontrak|id kontrak|id",
        "customer_id": _CUSTOMER,
        "product_id": _PRODUCT + "|plan|paket",
        "started_on": "started_on|start date|tanggal mulai|start",
        "ended_on": "ended_on|end date|tanggal selesai|cancelled at|end",
        "fee_per_month": "fee_per_month|mrr|monthly fee|biaya bulanan|iuran",
    },
    "traits": {
        "customer_id": _CUSTOMER,
        "domain": "domain|ranah",
        "name": "name|nama|trait|attribute|sifat",
        "value": "value|nilai",
        "scale": "scale|skala",
        "origin": "origin|asal",
        "recorded_on": "recorded_on|date|tanggal",
    },
    "staff": {
        "staff_id": "staff_id|employee id|id karyawan|nip|nik|id",
        "name": "name|nama|full name|nama lengkap|employee name",
        "team": "team|tim|department|departemen|bagian",
        "region": "region|wilayah|area",
        "joined_on": "joined_on|hire date|tanggal masuk|join date",
    },
    "partners": {
        "partner_id": "partner_id|id mitra|kode mitra|id",
        "name": "name|nama|partner name|nama mitra",
        "team": "team|tim",
        "region": "region|wilayah|area",
        "joined_on": "joined_on|join date|tanggal bergabung",
    },
}
