"""The frame around every page: navigation, company, language, and the one error box."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from data import companies
from data.companies import Company
from ui import customers, desk, errors, link, navigation, offers, way_back
from words import LANGUAGES, Reader, escape

ASSETS = Path(__file__).parent / "assets"
_IN_MONEY = (  # of one company, whose currency another does not share
    *("worth", "contact_cost", "offer_cost", "fixed_cost"),
    *("list_contact_cost", "list_fixed_cost", "list_budget", "list_cost_of"),
)


def _language() -> str:
    asked = link.asked("language")
    if "language" not in st.session_state:
        wanted = asked[0] if asked and asked[0] in LANGUAGES else desk.browser_language()
        st.session_state["language"] = wanted
    language = str(st.session_state["language"])
    return language if language in LANGUAGES else "en"


def _choose_company(reader: Reader) -> str | None:
    """Let the visitor choose a company; gives its title, None where there is none to choose."""
    known = {company.name: company for company in companies.listing(desk.workspace())}
    mine = [name for name in known if desk.actor().may("see", name)]
    if not mine:
        link.keep("company")
        return None
    asked = link.asked("company")
    if st.session_state.get("company") not in mine:
        st.session_state["company"] = asked[0] if asked and asked[0] in mine else mine[0]
    chosen = st.sidebar.selectbox(
        reader.text("app.company"),
        mine,
        format_func=_titles([known[name] for name in mine]).__getitem__,
        key="company",
    )
    if asked and asked[0] not in mine:
        st.warning(escape(reader.text("error.no_such_company", name=asked[0])))
    if asked and asked[0] != chosen:
        link.forget(*_IN_MONEY)
    link.keep("company", str(chosen))
    return known[str(chosen)].title


def _titles(offered: Sequence[Company]) -> Mapping[str, str]:
    """What each company is called in the list: a browser tells options apart by that alone."""
    times = Counter(company.title for company in offered)
    return {
        company.name: company.title
        if times[company.title] == 1
        else f"{company.title} ({company.name})"
        for company in offered
    }


def _choose_language(reader: Reader) -> None:
    chosen = st.sidebar.selectbox(
        reader.text("app.language") + (" / Language" if reader.language != "en" else " / Bahasa"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
    )
    link.keep("language", str(chosen))


def main() -> None:
    """Draw the frame and run the page in it."""
    st.set_page_config(
        page_title="Pelanggan",
        page_icon=str(ASSETS / "mark.svg"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": "Pelanggan"},
    )
    st.logo(str(ASSETS / "logo.svg"), icon_image=str(ASSETS / "mark.svg"), size="large")
    page_of = st.context.url or ""
    link.begin(page_of.partition("?")[0])
    reader = Reader(_language())
    offered = offers.of_session()
    offered.begin()
    ended = False
    try:
        with errors.caught(reader):
            _draw(reader)
        ended = True
    finally:
        link.write(ended=ended)
        offered.end()


def _draw(reader: Reader) -> None:
    if desk.must_log_in():
        way_back.remember()
        st.title("Pelanggan")
        st.button(reader.text("app.log_in"), on_click=desk.log_in, icon=":material/login:")
        return
    if desk.is_stranger():
        _tell_stranger(reader)
        return
    pages = navigation.menu(reader, desk.actor())
    page = st.navigation(pages, expanded=True)  # "View more" would be English in any language
    _go_on(pages)
    company = _choose_company(reader)
    _choose_language(reader)
    if desk.may_log_out():
        _offer_log_out(reader)
    st.set_page_config(page_title=" · ".join(filter(None, (page.title, company, "Pelanggan"))))
    customers.allow()  # until a page says that its rows are about others
    page.run()


def _tell_stranger(reader: Reader) -> None:
    """The provider let them in; whoever looks after this house has not."""
    issuer, subject = desk.identity()
    st.title("Pelanggan")
    st.warning(escape(reader.text("app.stranger")), icon=":material/lock:")
    st.code(f'issuer = "{issuer}"\nsubject = "{subject}"', language=None)
    st.button(reader.text("app.log_out"), on_click=st.logout, icon=":material/logout:")


def _offer_log_out(reader: Reader) -> None:
    st.sidebar.button(reader.text("app.log_out"), on_click=st.logout, icon=":material/logout:")


def _go_on(pages: Mapping[str, Sequence[st.Page]]) -> None:
    """Go to where the visitor was going before the login."""
    kept = way_back.take() if desk.may_log_out() else None
    if kept is None:
        return
    path, asked = kept
    for page in (page for section in pages.values() for page in section):
        if page.url_path == path:
            st.switch_page(page, query_params=asked)


main()
