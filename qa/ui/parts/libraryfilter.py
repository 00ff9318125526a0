"""The filters of the library. They live in the address: a link shows the same to a colleague, and the browser's way back works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from qa.access import allowed
from qa.desk.library_views import Choices
from qa.model.library import ExcerptKind, Sort, Wanted
from qa.ui.parts import libraryaddress
from qa.ui.session import actor, language
from qa.ui.words import t

ADDRESS, PAGE = "library.address", "library.page"
KEYS = {
    name: f"library-{name}" for name in ("words", "kind", "topic", "criterion", "team", "language", "favourites", "waiting", "news", "sort")
}
ICONS = {
    ExcerptKind.GOOD: ":material/thumb_up:",
    ExcerptKind.BAD: ":material/thumb_down:",
    ExcerptKind.DISCUSS: ":material/forum:",
}


def taken() -> tuple[Wanted, int]:
    """What is wanted and which page: what the address says where it is another than was last written, else what the filters say."""
    said = {name: str(value) for name, value in st.query_params.items()}
    if said != st.session_state.get(ADDRESS) or KEYS["kind"] not in st.session_state:
        wanted, page = libraryaddress.read(said)
        for name, key in KEYS.items():
            value = getattr(wanted, name)
            st.session_state[key] = value or None if name in ("topic", "criterion", "team", "language") else value
        st.session_state[PAGE] = page
    filled = {name: st.session_state.get(key) for name, key in KEYS.items()}
    wanted = Wanted(
        kind=filled["kind"],
        words=(filled["words"] or "").strip(),
        sort=filled["sort"] or Sort.NEWEST,
        favourites=bool(filled["favourites"]),
        waiting=bool(filled["waiting"]),
        news=bool(filled["news"]),
        **{name: filled[name] or "" for name in ("topic", "criterion", "team", "language")},
    )
    if wanted.team and not allowed(actor(), "library.team"):
        st.caption(t("shelf.filter.team_gone"))
        wanted, st.session_state[KEYS["team"]] = replace(wanted, team=""), None
    return wanted, st.session_state.get(PAGE, 1)


def keep(wanted: Wanted, page: int) -> dict[str, str]:
    """Write into the address what is shown; gives it."""
    said = libraryaddress.written(wanted, page)
    if said != {name: str(value) for name, value in st.query_params.items()}:
        st.query_params.from_dict(said)
    st.session_state[ADDRESS], st.session_state[PAGE] = said, page
    return said


def turn(by: int) -> None:
    """To another page; for callbacks."""
    st.session_state[PAGE] = max(st.session_state.get(PAGE, 1) + by, 1)


def clear() -> None:
    """Take all filters off; for callbacks."""
    for name, key in KEYS.items():
        st.session_state[key] = {"words": "", "favourites": False, "waiting": False, "news": False, "sort": Sort.NEWEST}.get(name)
    _first()


def only_waiting() -> None:
    """Only what the reader has yet to score; for callbacks."""
    clear()
    st.session_state[KEYS["waiting"]] = True


def bar() -> None:
    """Words, kind and order; what there is to choose from comes with ``more``."""
    words, kind, order = st.columns([5, 4, 2], vertical_alignment="bottom")
    words.text_input(
        t("library.page.search"),
        placeholder=t("shelf.page.search_hint"),
        help=t("shelf.page.search_help"),
        key=KEYS["words"],
        icon=":material/search:",
        max_chars=libraryaddress.LONGEST,
        on_change=_first,
    )
    kind.pills(
        t("library.page.kind"),
        list(ExcerptKind),
        format_func=lambda one: f"{ICONS[one]} {t(f'library.kind.{one}')}",
        key=KEYS["kind"],
        on_change=_first,
    )
    order.selectbox(
        t("shelf.filter.sort"), list(Sort), format_func=lambda one: t(f"shelf.filter.sorts.{one}"), key=KEYS["sort"], on_change=_first
    )


def more(wanted: Wanted, choices: Choices) -> None:
    """All other filters, behind a button that counts those in force."""
    titles = {key: title.to(language()) for key, title, _ in choices.criteria}
    on = sum(map(bool, (wanted.topic, wanted.criterion, wanted.team, wanted.language, wanted.favourites, wanted.waiting, wanted.news)))
    label = t("shelf.filter.more_on", count=on) if on else t("shelf.filter.more")
    with st.popover(label, icon=":material/tune:", key="library-more"):
        st.toggle(t("shelf.filter.favourites"), key=KEYS["favourites"], on_change=_first)
        st.toggle(t("talk.line.filter"), key=KEYS["news"], on_change=_first)
        st.toggle(t("voting.filter"), key=KEYS["waiting"], on_change=_first)
        _choice("topic", choices.topics, str)
        _choice("criterion", [(key, many) for key, _, many in choices.criteria], lambda key: titles.get(key, key))
        if choices.teams or wanted.team:
            _choice("team", choices.teams, str, help=t("shelf.filter.team_help"))
        if len(choices.languages) > 1 or wanted.language:
            known = ("zh", "en")
            _choice("language", choices.languages, lambda one: t(f"shelf.filter.languages.{one}") if one in known else one)


def _choice(name: str, found: Sequence[tuple[str, int]], named: Callable[[str], str], help: str | None = None) -> None:
    counts = dict(found)
    here = st.session_state.get(KEYS[name])
    options = [*counts, here] if here and here not in counts else list(counts)
    st.selectbox(
        t(f"shelf.filter.{name}"),
        options,
        index=None,
        format_func=lambda one: t("shelf.filter.option", name=named(one), count=counts.get(one, 0)),
        placeholder=t("shelf.filter.any"),
        key=KEYS[name],
        on_change=_first,
        help=help,
    )


def _first() -> None:
    """Another search begins at its first page."""
    st.session_state[PAGE] = 1
