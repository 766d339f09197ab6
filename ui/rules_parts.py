"""Parts of the cross-sell page: thresholds, pictures, the table of rules, whom to ask."""

import polars as pl
import streamlit as st

from analytics.cross_sell import CrossSell
from answers import Answer
from answers.rules import MOST_ITEMS, RulesOptions
from charts.rules import drawn, rule_matrix, rule_network
from data.frames.market import Level, levels
from ui import choose, downloads, drafts, figures, limits, tables
from ui.page import View
from words import escape

_RULES = (
    *("fate", "sentence", "extra_per_100", "confidence", "later_confidence", "later_lift"),
    *("both", "support", "lift", "value_per_basket", "q_value"),
)
_MEASURES = (
    *("rule_no", "antecedents", "consequents", "antecedent_baskets", "consequent_baskets", "both"),
    *("support", "confidence", "lift", "lift_low", "lift_high", "leverage", "conviction"),
    *("zhang", "jaccard", "certainty", "kulczynski", "p_value", "q_value", "earlier_confidence"),
    *("earlier_lift", "later_both", "later_confidence", "later_lift", "later_lift_low"),
    *("later_lift_high", "fate"),
)
_GONE = tuple(name for name in _MEASURES if not name.startswith("earlier"))
_CUSTOMERS = (
    *("customer_id", "antecedent", "consequent", "times", "last_bought"),
    "expected_contribution",
)


def options(view: View) -> RulesOptions:
    """The level, and thresholds that are ours where they are left blank."""
    reader = view.reader
    known = levels(view.books.facts)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = limits.level(view, known, known[0])
        with st.popover(view.text("thresholds"), icon=":material/tune:"):
            support = limits.number(view, "min_support", low=0.0, step=1.0)
            confidence = limits.number(view, "min_confidence", high=1.0)
            lift = limits.number(view, "min_lift", step=0.1)
            sizes = [str(size) for size in range(2, MOST_ITEMS + 1)]
            items = choose.digit(reader, "max_items", sizes)
            several = choose.switch(reader, "any_consequent")
            sure = choose.switch(reader, "beyond_chance", default=True)
            shortest = choose.switch(reader, "shortest")
            exclude = limits.exclude(view)
    return RulesOptions(
        Level(level),
        *(support or None, confidence, lift, items, several),
        beyond_chance=sure,
        shortest=shortest,
        exclude=exclude,
    )


def network_part(view: View, answer: Answer[CrossSell], shown: CrossSell) -> None:
    """The network of the surest rules, and behind a tab the matrix; nothing without rules."""
    reader = view.reader
    if drawn(shown).is_empty():
        return
    with st.container(border=True):
        first, second = st.tabs([view.text("network"), view.text("matrix")])
        with first:
            st.caption(view.text("network_help", rules=reader.count(drawn(shown).height)))
            chart = rule_network(shown, reader)
            figures.show(view, answer, chart, name="network", alt=view.text("alt_network"))
            figures.save(view, answer, chart, name="network", title=view.text("network"))
        with second:
            st.caption(view.text("matrix_help"))
            chart = rule_matrix(shown, reader)
            figures.show(view, answer, chart, name="matrix", alt=view.text("alt_matrix"))
            figures.save(view, answer, chart, name="matrix", title=view.text("matrix"))


def rules_part(view: View, answer: Answer[CrossSell], shown: CrossSell, item: str) -> int | None:
    """The rules in plain sentences; gives the number of the one that is ticked."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("rules"), anchor=False)
        if shown.rules.is_empty():
            st.markdown(escape(view.text("none")))
            return None
        st.caption(escape(f"{view.text('rules_help')} {view.text('how_much')}"))
        rows = _in_words(shown.rules.head(tables.MOST), view)
        key = f"rules_table_{view.mark(answer, item)}"
        ticked = tables.show(reader, rows, _RULES, key=key, select=True)
        if shown.rules.height > rows.height:
            counts = {"shown": reader.count(rows.height), "rows": reader.count(shown.rules.height)}
            st.caption(reader.text("tables.shown_of", **counts))
        frames = shown.frames()
        downloads.rows(view, answer, frames["rules"], name="rules")
        with st.expander(view.text("all_sides"), icon=":material/functions:"):
            tables.show(reader, frames["rules"], _MEASURES, key="rules_measures")
        if not shown.gone.is_empty():
            with st.expander(view.text("gone"), icon=":material/event_busy:"):
                st.caption(view.text("gone_help"))
                tables.show(reader, frames["gone"], _GONE, key="rules_gone")
    return int(shown.rules["rule_no"][ticked[0]]) if ticked else None


def customers_part(
    view: View, answer: Answer[CrossSell], shown: CrossSell, rule: int | None
) -> None:
    """Who has the first and lacks the second; they can be kept as a draft list or exported."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        st.caption(view.text("customers_help"))
        people = shown.customers if rule is None else shown.targets(rule)
        if people.is_empty():
            st.markdown(view.text("customers_none"))
            return
        said, reason = _whom(view, people, rule)
        st.markdown(escape(said))
        key = f"rules_customers_{view.mark(answer, rule, shown.rules.height)}"
        ticked = tables.show(reader, people, _CUSTOMERS, key=key, select=True)
        people = people[ticked] if ticked else people
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"{reason}, {reader.date(answer.scope.end)}"
            ids = people["customer_id"].to_list()
            drafts.offer(view, answer, ids, reason=reason, name=name, key="rules_draft")
            downloads.rows(view, answer, people.drop("rule_no"), name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _whom(view: View, people: pl.DataFrame, rule: int | None) -> tuple[str, str]:
    """Who is shown, and why in words."""
    count = view.reader.count(people.height)
    if rule is None:
        return view.text("customers_all", customers=count), view.text("reason_all")
    names = {key: people[key][0] for key in ("antecedent", "consequent")}
    return view.text("customers_rule", customers=count, **names), view.text("reason_rule", **names)


def _in_words(rules: pl.DataFrame, view: View) -> pl.DataFrame:
    """With a plain sentence for each rule."""
    reader = view.reader
    said = []
    for row in rules.iter_rows(named=True):
        sides = {f"{side}": " + ".join(row[f"{side}s"]) for side in ("antecedent", "consequent")}
        key = "sentence" if row["lift"] >= 1 else "sentence_less"
        said.append(view.text(key, **sides, lift=reader.number(row["lift"], decimals=1)))
    return rules.with_columns(sentence=pl.Series(said, dtype=pl.String))
