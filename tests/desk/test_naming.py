"""What file names tell."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.desk.naming import FIELDS, compiled, readable
from qa.errors import Invalid

AT, DAY = datetime(2026, 3, 5, 14, 2, 11).astimezone(), datetime(2026, 3, 5).astimezone()


@pytest.mark.parametrize(
    ("rule", "name", "told"),
    [
        ("{agent}_{phone}", "1001_13800138000.wav", {"agent": "1001", "phone": "13800138000"}),
        ("{date:%Y-%m-%d}-{agent}-{*}", "2026-11-24-chen-x-y.mp3", {"agent": "chen", "started_at": datetime(2026, 11, 24).astimezone()}),
        ("{date}{time}_{call_id}", "20261124093000_A-7.wav", {"call_id": "A-7", "started_at": datetime(2026, 11, 24, 9, 30).astimezone()}),
        ("录音_{queue}_{title}", "录音_宽带报修_断网.wav", {"queue": "宽带报修", "title": "断网"}),
        ("{agent}_{phone}", "no underscore.wav", {}),
        ("{agent}_{phone}", "li_na_+8613800138000.wav", {"agent": "li_na", "phone": "+8613800138000"}),
        (
            "{phone}{started_at}",
            "100101020260305140211.wav",
            {"phone": "1001010", "started_at": AT},
        ),
        (
            "{date}/{agent}/{call_id}",
            "/in/20260305/chen/7.wav",
            {"agent": "chen", "call_id": "7", "started_at": DAY},
        ),
        ("{date}/{agent}/{call_id}", "chen/7.wav", {}),
        ("{agent}_{language}", "chen_ZH.wav", {"agent": "chen", "language": "zh"}),
        ("{agent}_{language}", "chen_fr.wav", {}),
        ("{started_at}_{agent}", "00010101000000_chen.wav", {}),
        ("{started_at}_{agent}", "20261341999999_chen.wav", {}),
    ],
)
def test_a_rule_reads_names(rule: str, name: str, told: dict[str, object]) -> None:
    assert compiled(rule).read(name) == told


@pytest.mark.parametrize(
    ("rule", "code", "at"),
    [
        ("{agent}{phone}", "rule_apart", 8),
        ("{agnt}", "rule_field", 1),
        ("{agent}_{agent}", "rule_twice", 9),
        ("x_{agent", "rule_brace", 3),
        ("{started_at:%Q}", "rule_time", 1),
        ("{*}_x", "rule_empty", None),
        ("{started_at:%Y%Y%m%d%H}", "rule_time", 1),
        ("x{started_at:%H%M}", "rule_time", 2),
        ("{agent}_{time}", "rule_date", None),
        ("x" * 300, "rule_long", None),
    ],
)
def test_a_rule_that_cannot_be_names_the_place(rule: str, code: str, at: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        compiled(rule)
    assert refused.value.code == f"sources.{code}"
    assert refused.value.params.get("at") == at
    assert not re.search(r"\{(?!agent\}|\*\}|date\}|started_at\})", refused.value.message("zh").replace(rule, ""))


PART = st.text("abc019你好-", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=100, deadline=None)
@given(PART, PART, st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)))
def test_what_was_put_into_a_name_comes_out_of_it(agent: str, queue: str, moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    name = f"{moment:%Y%m%d%H%M%S}_{agent}_{queue}.wav"
    told = compiled("{started_at:%Y%m%d%H%M%S}_{agent}_{queue}").read(name)
    assert told == {"agent": agent, "queue": queue, "started_at": moment.astimezone()}


def test_a_name_from_another_system_is_still_read() -> None:
    left = "陈_1.wav".encode("gb18030").decode("utf-8", "surrogateescape")
    assert readable(left) == "陈_1.wav"
    assert readable("陈_1.wav") == "陈_1.wav"


@settings(max_examples=150, deadline=None)
@given(st.text("{}:%*/_ YmdHMSagentphonedate\U0001f600", max_size=40), st.text(max_size=30))
def test_any_rule_is_read_or_refused(rule: str, name: str) -> None:
    try:
        told = compiled(rule).read(name)
    except Invalid:
        return
    assert set(told) <= {*FIELDS, "started_at"}


def test_no_name_takes_long() -> None:
    rule = compiled("_".join(["{agent}", "{team}", "{queue}", "{phone}", "{title}", "{call_id}", "{language}"]) + "_end")
    assert rule.read("_" * 20_000 + ".wav") == {}
