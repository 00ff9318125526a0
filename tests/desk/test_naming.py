"""What file names tell."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.desk.naming import compiled
from qa.errors import Invalid


@pytest.mark.parametrize(
    ("rule", "name", "told"),
    [
        ("{agent}_{phone}", "1001_13800138000.wav", {"agent": "1001", "phone": "13800138000"}),
        ("{date:%Y-%m-%d}-{agent}-{*}", "2026-11-24-chen-x-y.mp3", {"agent": "chen", "started_at": datetime(2026, 11, 24).astimezone()}),
        ("{date}{time}_{call_id}", "20261124093000_A-7.wav", {"call_id": "A-7", "started_at": datetime(2026, 11, 24, 9, 30).astimezone()}),
        ("录音_{queue}_{title}", "录音_宽带报修_断网.wav", {"queue": "宽带报修", "title": "断网"}),
        ("{agent}_{phone}", "no underscore.wav", {}),
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
        ("x" * 300, "rule_long", None),
    ],
)
def test_a_rule_that_cannot_be_names_the_place(rule: str, code: str, at: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        compiled(rule)
    assert refused.value.code == f"sources.{code}"
    assert refused.value.params.get("at") == at
    assert "{" not in refused.value.message("zh").replace(rule, "").replace("{agent}", "").replace("{*}", "")


PART = st.text("abc019你好-", min_size=1, max_size=12).map(str.strip).filter(bool)


@settings(max_examples=100, deadline=None)
@given(PART, PART, st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)))
def test_what_was_put_into_a_name_comes_out_of_it(agent: str, queue: str, moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    name = f"{moment:%Y%m%d%H%M%S}_{agent}_{queue}.wav"
    told = compiled("{started_at:%Y%m%d%H%M%S}_{agent}_{queue}").read(name)
    assert told == {"agent": agent, "queue": queue, "started_at": moment.astimezone()}


def test_no_name_takes_long() -> None:
    rule = compiled("_".join(["{agent}", "{team}", "{queue}", "{phone}", "{title}", "{call_id}", "{language}"]) + "_end")
    assert rule.read("_" * 20_000 + ".wav") == {}
