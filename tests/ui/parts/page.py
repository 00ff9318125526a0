"""The page of the small application; the browser test drives it."""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from qa.model.call import Speaker
from qa.model.finding import How, Severity, Verdict
from qa.ui.parts import measures as meter
from qa.ui.parts import player as play
from qa.ui.parts import scorecard as score
from qa.ui.parts.measures import Place, Places, Share, Value
from qa.ui.parts.player import Lane, Line, Mark, Marker, Mend, Mending, Selection, Shade, Tone
from qa.ui.parts.scorecard import Decision, Judgement, Quote, Row, Section, Total
from tests.ui.parts import invented

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
st.html("<style>.block-container{padding:4rem 1.5rem 1rem;max-width:none}</style>")
asked = st.query_params
view, lang = asked.get("view", "call"), asked.get("lang", "zh")
zh = lang == "zh"
state = st.session_state
state.setdefault("events", [])
state.setdefault("judged", {})

NAMES = {0: "坐席" if zh else "Agent", 1: "客户" if zh else "Customer"}
SPEAKERS = {0: Speaker.AGENT, 1: Speaker.CUSTOMER}


def heard(kind: str, value: Selection) -> None:
    state.events.append(
        {
            "kind": kind,
            "start": value.start,
            "end": value.end,
            "from": [value.utterance_from, value.from_char],
            "to": [value.utterance_to, value.to_char],
            "text": value.text,
        }
    )


def quote(turn: int, words: str, how: How = How.LITERAL) -> Quote:
    _, start, end, text = invented.TURNS[turn]
    at = text.index(words)
    each = (end - start) / len(text)
    return Quote(words, turn, at, at + len(words), start + at * each, start + (at + len(words)) * each, how)


def judged(row: Row) -> Row:
    finding = f"anew-{row.finding}" if state.get("anew") else row.finding
    return replace(row, finding=finding, name=row.finding, judgements=row.judgements + tuple(state.judged.get(finding, ())))


def decide(decision: Decision) -> None:
    state.events.append({"kind": "decide", "finding": decision.finding, "verdict": decision.verdict.value, "comment": decision.comment})
    if decision.comment != "refuse":
        judgement = Judgement(decision.verdict, decision.comment, "质检员" if zh else "Inspector", "10-02 14:03")
        state.judged.setdefault(decision.finding, []).append(judgement)


def accept_all(findings: tuple[str, ...]) -> None:
    state.events.append({"kind": "accept_all", "findings": list(findings)})
    machine = {row.finding: row.verdict for section in SECTIONS for row in section.rows}
    for finding in findings:
        judgement = Judgement(machine[finding], "", "质检员" if zh else "Inspector", "10-02 14:05")
        state.judged.setdefault(finding, []).append(judgement)


FIRST = Judgement(Verdict.MISSED, "语气生硬", "质检员", "10-01 09:12")
SECOND = Judgement(Verdict.MET, "复听后认为已经说明了原因", "质检主管", "10-01 17:40")
MET, MISSED, NA, OPEN = Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE, Verdict.UNSCORED
BROKEN = "第三次来电时没有回应客户的情绪，而是要求客户“冷静一下”，并说“不归我管”。"
SECTIONS = [
    Section(
        "礼貌用语" if zh else "Courtesy",
        25,
        40,
        62.5,
        version="v3",
        rows=(
            Row("f1", "开场问候" if zh else "Greets the caller", MET, 5, 5, "接通后 0.5 秒说出规范开场白。", quotes=(quote(0, "您好"),)),
            Row(
                "f2",
                "不说服务禁语" if zh else "No banned phrases",
                MISSED,
                0,
                10,
                BROKEN,
                "推诿会让客户再打一次电话，也是投诉的主要来源。",
                Severity.FATAL,
                (quote(2, "不归我管"), quote(2, "您先冷静一下", How.SOUND)),
            ),
            Row(
                "f3",
                "回应客户情绪" if zh else "Acknowledges the caller's upset",
                MISSED,
                5,
                10,
                "客户表达不满后 8 秒才回应。",
                "",
                Severity.CRITICAL,
                (quote(1, "第三次打电话"), quote(4, "非常抱歉")),
            ),
            Row("f4", "结束语" if zh else "Closing", MET, 5, 5, "使用了新结束语。", quotes=(quote(17, "感谢您的来电"),)),
            Row(
                "f5",
                "长时间静音前先告知" if zh else "Announces a long silence",
                MET,
                10,
                10,
                "查询前告知了客户，静音 12 秒。",
                quotes=(Quote("", 5, 0, 0, 24.0, 36.0, How.MEASURE),),
                judgements=(FIRST, SECOND),
            ),
        ),
    ),
    Section(
        "业务准确" if zh else "Accuracy",
        10,
        30,
        33.3,
        version="v7",
        rows=(
            Row(
                "f6",
                "资费说明准确" if zh else "States fees correctly",
                MET,
                10,
                10,
                "每天 3.3 元与资费表一致。",
                quotes=(quote(9, "每天 3.3 元", How.FACT),),
            ),
            Row(
                "f7",
                "说明限速条件" if zh else "Explains the speed limit",
                MISSED,
                0,
                20,
                "说“不限量”时没有说明 40 GB 后降速。",
                "“不限量”引发过大量资费投诉。",
                Severity.CRITICAL,
                (quote(11, "不限量", How.PATTERN),),
            ),
            Row("f8", "赠送业务先告知" if zh else "Tells about free gifts first", NA, 0, 10, "通话中没有赠送业务。"),
            Row(
                "f9",
                "<img src=x onerror=alert(1)> 解决方案完整",
                OPEN,
                0,
                10,
                "这一项由人判定。" if zh else "A person decides this one.",
                "客户不必再打第二次电话。",
            ),
        ),
    ),
]


def show_card(editable: bool) -> None:
    score.scorecard(
        "card",
        total=Total(0, 70, 0.0, 33.3, ("不说服务禁语" if zh else "No banned phrases",), {"customer": 2, "business": 0, "compliance": 1}),
        sections=[replace(section, rows=tuple(judged(row) for row in section.rows)) for section in SECTIONS],
        labels=score.labels(lang),
        editable=editable,
        on_decide=decide,
        on_accept_all=accept_all,
        player="player",
        height=760,
    )


def marks(turn: int) -> tuple[Mark, ...]:
    tones = {"f1": Tone.GOOD, "f4": Tone.GOOD, "f6": Tone.GOOD, "f2": Tone.BAD, "f7": Tone.BAD, "f3": Tone.NEUTRAL}
    rows = [row for section in SECTIONS for row in section.rows if row.finding in tones]
    found = [(row, each) for row in rows for each in row.quotes if each.utterance == turn]
    return tuple(Mark(each.from_char, each.to_char, tones[row.finding], f"{row.title}：{row.reason}", row.finding) for row, each in found)


TIMED = {16: ((0, 2, 88.3, 88.7), (2, 4, 88.9, 89.5))}


def lines(timed: bool = True) -> list[Line]:
    note = "疑似转写错误" if zh else "may be misheard"
    return [
        Line(
            i,
            SPEAKERS[who],
            NAMES[who],
            text,
            start if timed else None,
            end if timed else None,
            marks(i),
            note if i == 10 else "",
            TIMED.get(i, ()),
        )
        for i, (who, start, end, text) in enumerate(invented.TURNS)
    ]


def many(count: int) -> list[Line]:
    each = 3600 / count
    some = [text for *_, text in invented.TURNS]
    return [Line(i, SPEAKERS[i % 2], NAMES[i % 2], some[i % 18], i * each, (i + 0.9) * each) for i in range(count)]


SIDES = {Speaker.AGENT: NAMES[0], Speaker.CUSTOMER: NAMES[1]}


def mendable() -> list[Line]:
    """The call with a doubtful line, and with lines of which it is not known who says them."""
    voice = {5: "A", 6: "B", 7: "A"}
    found = [replace(line, speaker=Speaker.UNKNOWN, name="?", voice=voice[line.index]) if line.index in voice else line for line in lines()]
    return [replace(line, doubt="此处无人说话", doubt_why="没有检测到人声") if line.index == 2 else line for line in found]


def mended(mend: Mend) -> str:
    """As the page does it: a new revision, or the reason why there is none."""
    state.events.append(
        {
            "revision": mend.revision,
            "lines": list(mend.utterances),
            "text": mend.text,
            "speaker": mend.speaker,
            "voice": mend.voice,
            "said": mend.said,
        }
    )
    if mend.revision != state.revision or mend.text == "refuse":
        return "已有别人改过，请再看一遍。"
    for i in mend.utterances:
        line = state.lines[i]
        if mend.text is not None:
            state.lines[i] = replace(line, text=mend.text, marks=(), original=line.text, edited="李娜 更正")
        elif mend.speaker is not None:
            state.lines[i] = replace(line, speaker=mend.speaker, name=SIDES.get(mend.speaker, "?"))
        else:
            state.lines[i] = replace(line, doubt="" if mend.said else "没有人说过")
    state.revision += 1
    return ""


def changed_by_another() -> None:
    state.lines[8] = replace(state.lines[8], text="那这几天的费用怎么算？")
    state.revision += 1


def markers(timed: bool = True) -> list[Marker]:
    return [
        Marker(line_mark_start(i, mark) if timed else None, mark.tone, mark.title, None, mark.finding, i)
        for i in range(len(invented.TURNS))
        for mark in marks(i)
    ]


def line_mark_start(turn: int, mark: Mark) -> float:
    _, start, end, text = invented.TURNS[turn]
    return start + (end - start) * mark.start / len(text)


def show_player(key: str = "player", **changes: object) -> None:
    given: dict[str, object] = {
        "audio_url": "/sound/here",
        "duration": invented.SECONDS,
        "lanes": [Lane(SPEAKERS[side], NAMES[side], invented.peaks(side), side) for side in (0, 1)],
        "lines": lines(),
        "markers": markers(),
        "labels": play.labels(lang),
        "selection_actions": True,
        "on_excerpt": lambda value: heard("excerpt", value),
        "on_remark": lambda value: heard("remark", value),
        "start_at": float(asked["t"]) if "t" in asked else None,
        "link_base": "/?view=call",
    }
    play.player(key, **(given | changes))  # type: ignore[arg-type]


if view == "call":
    left, right = st.columns([58, 42])
    with left:
        show_player()
    with right:
        show_card(editable=True)
elif view == "read":
    show_card(editable=False)
elif view == "chat":
    show_player(audio_url=None, lanes=[], lines=lines(timed=False), markers=markers(timed=False))
elif view in ("missing", "denied"):
    show_player(audio_url=f"/sound/{view}")
elif view == "measures":
    show_player()
    meter.measures(
        "measures",
        shares=[Share("agent", NAMES[0], 62.0), Share("customer", NAMES[1], 38.0)],
        values=[Value("longest", "12 s", warn=True), Value("<i>pace</i>", "240")],
        places=[Places("silences", tuple(Place("12 s", 24.0 + i, 36.0 + i, f"0:{24 + i}", warn=i == 0) for i in range(9)))],
        player="player",
        labels=meter.labels(lang),
    )
elif view == "mend":
    state.setdefault("lines", mendable())
    show_player(
        lines=state.lines,
        mending=Mending(state.setdefault("revision", 1), "7-1", {**SIDES, Speaker.UNKNOWN: "?"}, mended),
        shades=[Shade(24.0, 36.0, "silence"), Shade(66.4, 67.4, "overlap"), Shade(48.0, 49.5, "interruption")],
    )
    st.button("another", on_click=changed_by_another)
elif view == "long":
    tone = [Lane(SPEAKERS[side], NAMES[side], invented.peaks(side) * 38, side) for side in (0, 1)]
    spots = [Marker(7.0 + 23 * i, list(Tone)[i % 3], f"{i}", None, "", None) for i in range(150)]
    state.setdefault("lines", many(800))
    show_player(
        duration=3600.0,
        lanes=tone,
        lines=state.lines,
        markers=spots,
        link_base=f"/?run={state.get('runs', 0)}",
        mending=Mending(state.setdefault("revision", 1), "long", {**SIDES, Speaker.UNKNOWN: "?"}, mended),
    )
else:
    for number in range(3):
        show_player(
            f"small{number}",
            compact=True,
            markers=[],
            lines=lines()[:3] if number == 2 else [],
            lanes=[Lane(Speaker.AGENT, NAMES[0], invented.peaks(0)), Lane(Speaker.CUSTOMER, NAMES[1], invented.peaks(1))][: number + 1],
        )

st.button("judge anew", on_click=lambda: state.update(anew=True))
st.button("rerun", key="again")
st.container(key="runs").text(str(state.setdefault("runs", 0)))
state.runs += 1
st.container(key="events").text(json.dumps(state.events, ensure_ascii=False))
