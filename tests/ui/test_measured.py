"""What the page shows of a call's measures."""

from __future__ import annotations

from typing import Any

from qa.model.call import Speaker, Transcript, Utterance
from qa.model.measures import Activity, Measures, Talk, measure
from qa.ui import measured

SAID = Transcript(
    "zh",
    (
        Utterance(Speaker.AGENT, "请您稍等我帮您查一下系统里的记录", 0.0, 4.0),
        Utterance(Speaker.CUSTOMER, "好的那你快一点我赶时间", 20.0, 24.0),
        Utterance(Speaker.AGENT, "您好让您久等了已经查到了", 23.0, 27.0),
    ),
)


def found(customer_db: float = -25.0) -> Measures:
    activity = Activity(30.0, ((Talk(0, 4, -24.0), Talk(23, 27, -24.0)), (Talk(20, 24, customer_db),)))
    return measure(SAID.utterances, 30.0, activity, {0: Speaker.AGENT, 1: Speaker.CUSTOMER})


def say(key: str, **params: Any) -> str:
    return " ".join([key, *map(str, params.values())])


def shown(measures: Measures, announced: frozenset[int] = frozenset()) -> measured.Shown:
    return measured.shown(measures, SAID, say, lambda at: f"{at:.0f}", lambda who: who.value, announced)


def test_shares_make_a_whole_and_places_can_be_heard() -> None:
    page = shown(found())
    assert [share.speaker for share in page.shares] == ["agent", "customer"]
    assert round(sum(share.percent for share in page.shares)) == 100
    silences, interruptions = page.places
    assert [(place.start, place.end, place.warn) for place in silences.places] == [(4, 20, True)]
    assert [(place.start, place.warn) for place in interruptions.places] == [(23, True)]


def test_an_announced_wait_is_no_warning() -> None:
    assert next(value for value in shown(found()).values if value.name == "longest_silence").warn
    excused = shown(found(), frozenset({0}))
    assert not next(value for value in excused.values if value.name == "longest_silence").warn
    assert not excused.places[0].places[0].warn


def test_who_is_hard_to_hear_is_said() -> None:
    loud = {value.name: value for value in shown(found(-45.0)).values}
    assert loud["loudness customer"].warn
    assert not loud["loudness agent"].warn


def test_without_talk_there_is_nothing_to_show() -> None:
    page = shown(measure((), 5.0, None, {}))
    assert page == measured.Shown((), (), ())


def test_longer_silences_and_where_both_talk_are_tinted() -> None:
    assert [(shade.kind, shade.start, shade.end) for shade in measured.shades(found())] == [("silence", 4, 20), ("interruption", 23, 24)]


def test_figures_that_rest_on_the_words_alone_say_so() -> None:
    assert shown(found()).note == ""
    assert shown(measure(SAID.utterances, 30.0, None, {})).note == "by_words"
