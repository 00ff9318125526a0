"""How quick the call page is with a big call, in a real browser: from the address to words and scores, and from a key to the decision."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from qa.bench import Figure, bigcall
from qa.bench.application import application, browser
from qa.bench.machine import BUSY, Machine

FIRST_S, DECIDED_MS = 1.5, 250.0
"""On two cores that nobody else is at."""
VISITS, DECISIONS = 5, 50
SCRIPT = Path(__file__).with_suffix(".js")
CALL = {".player .line": bigcall.TURNS, ".scorecard .row": bigcall.FINDINGS}
EMPTY = {"[data-testid=stAlert]": 1}
CALLS = {".hb tbody tr": 50}
LIBRARY = {".player.compact": 12}
KEYS = {"met": "y", "missed": "n", "not_applicable": "a", "unscored": "y"}
"""By the machine's verdict, the key that decides without a word of reason."""


def run() -> list[Figure]:
    """Figures of one workspace, one server and one browser. Raises NotFound without Playwright, Chromium or the sample calls."""
    machine = Machine()
    with browser() as opened, tempfile.TemporaryDirectory() as folder:
        made = bigcall.make(Path(folder))
        with application(made.data, QA_RUBRICS=str(made.rubrics), QA_WORKER="0") as address:
            found = _measured(opened, address, made.call)
            # While the browser is open: what it leaves behind, the system's first program takes over.
            others = machine.others()
    return _figures(found, others)


def _measured(opened: Any, address: str, call: int) -> dict[str, list[float]]:
    """Seconds of visits, by what was visited; milliseconds of decisions, by what of them was seen."""
    context = opened.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, base_url=address)
    context.set_default_timeout(60_000)
    context.add_init_script(SCRIPT.read_text(encoding="utf-8"))
    page = context.new_page()
    _sign_in(page)
    path = f"/call?call={call}"
    found = {"first": [_visit(page, path, CALL)]}
    for name, address_of, wanted in (
        ("open", path, CALL),
        ("empty", "/call", EMPTY),
        ("calls", "/calls", CALLS),
        ("library", "/library", LIBRARY),
    ):
        _visit(page, address_of, wanted)
        found[name] = [_visit(page, address_of, wanted) for _ in range(VISITS)]
    _visit(page, path, CALL)
    found["shown"], found["saved"] = _decisions(page)
    _visit(page, path, CALL)
    found["kept"] = [page.evaluate("bench.done()")]
    context.close()
    return found


def _sign_in(page: Any) -> None:
    page.goto("/sign-in")
    page.fill("input[name=name]", bigcall.NAME)
    page.fill("input[name=password]", bigcall.PASSWORD)
    page.locator("button.main").click()
    page.get_by_test_id("stSidebar").wait_for()


def _visit(page: Any, path: str, wanted: Mapping[str, int]) -> float:
    """Seconds from the navigation until all that is wanted is there, and painted."""
    page.goto(path, wait_until="commit")
    return float(page.evaluate("wanted => bench.ready(wanted)", dict(wanted))) / 1000


def _decisions(page: Any) -> tuple[list[float], list[float]]:
    """Milliseconds from the key or click: until the page shows that it heard, and until the decision stands there, saved, with the count.

    Half of them by keys, half by clicks.
    """
    page.keyboard.press("y")  # only takes the first open criterion in hand
    page.wait_for_function("bench.current() !== null")
    times = [_decided(page, click=number >= DECISIONS // 2) for number in range(DECISIONS)]
    return [shown for shown, _ in times], [saved for _, saved in times]


def _decided(page: Any, *, click: bool) -> tuple[float, float]:
    finding = page.evaluate("bench.acceptable()" if click else "bench.current()")
    machine = page.evaluate("finding => bench.machine(finding)", finding)
    page.evaluate("finding => bench.decision(finding)", finding)
    if click:
        page.locator(f".scorecard [data-quick='{finding}']").click()
    else:
        page.keyboard.press(KEYS[machine])
    shown, saved = page.evaluate("bench.decided")
    return float(shown), float(saved)


def _figures(found: Mapping[str, Sequence[float]], others: float) -> list[Figure]:
    """Medians against their targets; on a busy machine nothing is judged but that all decisions were kept."""
    busy = others >= BUSY
    middle = {name: median(values) for name, values in found.items()}
    return [
        Figure("others", 100 * others, "%", 100 * BUSY),
        Figure("page_open", middle["open"], "s", None if busy else FIRST_S),
        Figure("page_first", middle["first"], "s"),
        Figure("page_empty", middle["empty"], "s"),
        Figure("page_ratio", middle["open"] / middle["empty"], "×"),
        Figure("page_saved", middle["saved"], "ms", None if busy else DECIDED_MS),
        Figure("page_saved_95", quantiles(found["saved"], n=20)[-1], "ms"),
        Figure("page_shown", middle["shown"], "ms"),
        Figure("page_kept", middle["kept"], "", float(DECISIONS), True),
        Figure("page_calls", middle["calls"], "s"),
        Figure("page_library", middle["library"], "s"),
    ]
