"""What stands between page and browser: the joined scripts, the words, and what may come back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from qa import locales
from qa.model.call import Speaker
from qa.model.finding import How, Verdict
from qa.ui import parts
from qa.ui.parts import masker, measures, player, scorecard
from qa.ui.parts.masker import Picked, Turned
from qa.ui.parts.player import Mend, Selection
from qa.ui.parts.scorecard import Decision

PICKED: dict[str, Any] = {"start": 1.5, "end": 4, "utterance_from": 2, "utterance_to": 3, "from_char": 0, "to_char": 5, "text": "您好"}


def test_scripts_are_joined_into_one_module() -> None:
    joined = parts.script("player/dom.js", "player/sound.js", "player/wave.js")
    assert not re.search(r"^(import|export) ", joined, re.MULTILINE)
    assert "function clock(" in joined
    assert "class Sound" in joined


@pytest.mark.parametrize("part", ["player", "scorecard", "measures", "masker"])
def test_no_name_is_declared_twice_in_a_component(part: str) -> None:
    files = sorted((parts.HERE / part).glob("*.js")) + ([parts.HERE / "player/dom.js"] if part != "player" else [])
    declared = [
        name
        for file in files
        for name in re.findall(
            r"^(?:export )?(?:const|class|function|async function) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert len(declared) == len(set(declared))


@pytest.mark.parametrize(
    ("part", "labels"),
    [("player", player.labels), ("scorecard", scorecard.labels), ("measures", measures.labels), ("masker", masker.labels)],
)
def test_every_word_a_script_shows_is_there_in_both_languages_and_none_is_idle(part: str, labels: Any) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (parts.HERE / part).glob("*.js"))
    chinese, english = labels("zh"), labels("en")
    assert chinese.keys() == english.keys()
    if part == "scorecard":
        assert {f"how_{how}{tail}" for how in How for tail in ("", "_hint")} <= chinese.keys()
    assert set(re.findall(r"\blabels\.(\w+)", code)) <= chinese.keys()
    built = ("tone_", "failure_", "how_", "filter_", "nothing_", "said_by_", "voice_is_", "lines_by_", "short_", "to_")
    verdicts = {f"{verdict}{tail}" for verdict in Verdict for tail in ("", "_short")} | {"critical", "fatal", "critical_hint", "fatal_hint"}
    idle = {name for name in chinese if not name.startswith(built) and name not in verdicts and not re.search(rf"\b{name}\b", code)}
    assert idle == set()
    for name in chinese:
        assert sorted(re.findall(r"\{\w+\}", chinese[name])) == sorted(re.findall(r"\{\w+\}", english[name])), name


def test_no_script_writes_markup_or_asks_another_server() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in parts.HERE.rglob("*.js"))
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", code)
    assert set(re.findall(r"https?://[^\"'`\s]+", code)) == {"http://www.w3.org/2000/svg"}


def test_a_selection_is_read() -> None:
    assert Selection.read(PICKED) == Selection(1.5, 4.0, 2, 3, 0, 5, "您好")
    silent = Selection.read(PICKED | {"start": None, "end": None})
    assert (silent.start, silent.end) == (None, None)
    wordless = Selection.read(PICKED | dict.fromkeys(("utterance_from", "utterance_to", "from_char", "to_char")) | {"text": ""})
    assert wordless.utterance_from is None


@pytest.mark.parametrize(
    "change",
    [
        {"start": 5},
        {"start": -1},
        {"start": None},
        {"start": "1"},
        {"end": float("nan")},
        {"from_char": None},
        {"to_char": -2},
        {"utterance_from": True},
        {"utterance_from": 4},
        {"utterance_to": 2, "to_char": 0, "from_char": 3},
        {"start": None, "end": None, "utterance_from": None, "utterance_to": None, "from_char": None, "to_char": None},
    ],
)
def test_what_is_no_selection_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Selection.read(PICKED | change)


def test_a_decision_is_read_and_a_person_cannot_leave_it_unscored() -> None:
    assert Decision.read({"finding": "f1", "verdict": "met", "comment": " 好 "}) == Decision("f1", Verdict.MET, "好")
    for verdict in ("unscored", "perfect"):
        with pytest.raises(ValueError, match=r"unscored|perfect"):
            Decision.read({"finding": "f1", "verdict": verdict, "comment": ""})


SAID: dict[str, Any] = {"id": "a.1", "revision": 3, "utterances": [4], "what": "text", "text": "您好"}


def test_a_correction_is_read() -> None:
    assert Mend.read(SAID) == Mend(3, (4,), text="您好")
    assert Mend.read(SAID | {"what": "speaker", "speaker": "agent", "utterances": [4, 5]}) == Mend(3, (4, 5), speaker=Speaker.AGENT)
    assert Mend.read(SAID | {"what": "voice", "speaker": "customer", "voice": "A"}) == Mend(3, (4,), speaker=Speaker.CUSTOMER, voice="A")
    assert Mend.read(SAID | {"what": "said", "said": False}) == Mend(3, (4,), said=False)


@pytest.mark.parametrize(
    "change",
    [
        {"what": "all"},
        {"utterances": []},
        {"utterances": [-1]},
        {"utterances": ["4"]},
        {"revision": None},
        {"what": "speaker", "speaker": "boss"},
    ],
)
def test_what_is_no_correction_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Mend.read(SAID | change)


def test_words_to_mask_are_read() -> None:
    place = {"line": 2, "character": 0}
    assert Picked.read({"from": place, "to": {"line": 3, "character": 1}}) == Picked((2, 0), (3, 1))
    assert Turned.read({"masks": ["a"], "hidden": False}) == Turned(("a",), False)
    for wrong in (place, {"line": "3", "character": 1}, {"line": 3, "character": -1}, {"line": True, "character": 1}):
        with pytest.raises((TypeError, ValueError)):
            Picked.read({"from": place, "to": wrong})
    for masks, hidden in (("a", True), ([1], True), (["a"], "yes")):
        with pytest.raises(TypeError):
            Turned.read({"masks": masks, "hidden": hidden})


def test_the_labels_are_the_reader_s() -> None:
    assert player.labels("zh")["excerpt"] == locales.text("zh", "player.words.excerpt") != player.labels("en")["excerpt"]
