"""Which kinds of customers are there, in what they do, and are these kinds real?"""

import streamlit as st

from answers.clusters import ClustersOptions
from charts.clusters import cluster_lines, cluster_map
from ui import cards, cluster_parts, downloads, figures, findings, foot, notes, tables
from ui.page import opened

CARDS = (
    *("customers", "clusters", "largest_share", "profit", "best_profit_share"),
    *("silhouette", "noise_silhouette", "stability"),
)
PROFILE = (
    *("cluster", "marks", "customers", "profit", "profit_per_customer", "yardstick_value"),
    *("of_yardstick", "head_share", "profit_share", "orders", "revenue", "stability"),
)

view = opened("clusters")
reader = view.reader
options = ClustersOptions(cluster_parts.areas_part(view))
answer = view.ask(options)
result, summary = answer.result, answer.result.summary()

findings.lead(reader, answer)
cards.show(reader, {key: summary[key] for key in CARDS})
findings.others(reader, result.findings()[1:])
with st.container(border=True):
    st.subheader(view.text("apart_by"), anchor=False)
    st.caption(view.text("apart_by_help"))
    figures.picture(
        view, answer, "lines", lambda: cluster_lines(result, reader), title=view.text("apart_by")
    )
    tables.show(reader, result.profile, PROFILE, key="clusters_profile")
    downloads.rows(view, answer, result.profile, name="profile")
cluster_parts.customers_part(view, answer)
with st.container(border=True):
    st.subheader(view.text("map"), anchor=False)
    st.caption(view.text("map_help"))
    figures.picture(view, answer, "map", lambda: cluster_map(result, reader))
with st.expander(view.text("all_features"), icon=":material/table_rows:"):
    tables.show(reader, result.features, result.features.columns, key="clusters_features")
    downloads.rows(view, answer, result.features, name="features")
with st.expander(view.text("why_so_many"), icon=":material/rule:"):
    scan = result.choice.scan
    tables.show(reader, scan, scan.columns, key="clusters_choice")
notes.show(reader, "clusters")
foot.show(reader, answer)
