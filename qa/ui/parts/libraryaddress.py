"""What is wanted of the library, as it stands in the address: whoever is sent a link sees the same."""

from __future__ import annotations

from collections.abc import Mapping

from qa.model.library import ExcerptKind, Sort, Wanted

LONGEST = 200
LAST_PAGE = 100_000


def read(params: Mapping[str, str]) -> tuple[Wanted, int]:
    """Filters and the page (from 1). What an address cannot mean counts as not said.

    >>> read({"kind": "bad", "q": "套餐", "page": "2"})[1], read({"kind": "none", "page": "x"}) == (Wanted(), 1)
    (2, True)
    """
    said = {name: value[:LONGEST] for name, value in params.items()}
    page = said.get("page", "")
    wanted = Wanted(
        kind=ExcerptKind(said["kind"]) if said.get("kind") in list(ExcerptKind) else None,
        topic=said.get("topic", ""),
        criterion=said.get("criterion", ""),
        team=said.get("team", ""),
        language=said.get("language", ""),
        favourites=said.get("favourites") == "1",
        waiting=said.get("waiting") == "1",
        news=said.get("news") == "1",
        words=said.get("q", "").strip(),
        sort=Sort(said["sort"]) if said.get("sort") in list(Sort) else Sort.NEWEST,
    )
    number = int(page) if page.isascii() and page.isdecimal() else 1
    return wanted, min(max(number, 1), LAST_PAGE)


def written(wanted: Wanted, page: int = 1) -> dict[str, str]:
    """What ``read`` reads; nothing that is as usual.

    >>> written(Wanted(kind=ExcerptKind.BAD, words="套餐", favourites=True), 2)
    {'kind': 'bad', 'favourites': '1', 'q': '套餐', 'page': '2'}
    """
    said = {
        "kind": wanted.kind.value if wanted.kind else "",
        "topic": wanted.topic,
        "criterion": wanted.criterion,
        "team": wanted.team,
        "language": wanted.language,
        "favourites": "1" if wanted.favourites else "",
        "waiting": "1" if wanted.waiting else "",
        "news": "1" if wanted.news else "",
        "q": wanted.words.strip(),
        "sort": wanted.sort.value if wanted.sort is not Sort.NEWEST else "",
        "page": str(page) if page > 1 else "",
    }
    return {name: value[:LONGEST] for name, value in said.items() if value}
