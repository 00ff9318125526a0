"""A small application with the editor: lines that say "wrong" are wrong, a text that says "refuse" is not kept."""

from __future__ import annotations

import json

import streamlit as st

from qa.ui.parts import editor as part
from qa.ui.parts.editor import Mark, Note, Written, editor

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
st.html("<style>.block-container{padding:4rem 1.5rem 1rem;max-width:none}</style>")
asked = st.query_params
lang, rows = asked.get("lang", "zh"), int(asked.get("rows", "0"))
state = st.session_state
TEXT = """# 服务规范
id: courtesy
version: 3  # 第三版
title: {zh: 礼貌用语, en: Courtesy}
criteria:
  - id: acknowledge-upset
    title: {zh: 回应客户情绪, en: Acknowledges the caller's upset}
    kind: reply
    points: 10
    cue: {speaker: customer, any: ["third time", "@upset"]}
    examples:
      - name: apology follows
        verdict: met
        call:
          - customer: This is the [[third time]] I call.
          - agent: I am so [[sorry]], let me look.
"""
if "text" not in state:
    state.text = "\n".join(f"line {number}: 这是第 {number} 行" for number in range(1, rows + 1)) if rows else TEXT
    state.update(stamp="s1", echo="", saved="", problem="", events=[], runs=0)


def written(what: Written) -> None:
    state.events.append({"text": what.text, "stamp": what.stamp})
    state.problem = "草稿没有保存：请刷新" if "refuse" in what.text else ""
    if not state.problem:
        state.update(text=what.text, echo=what.id, saved="12:03")


def anew() -> None:
    state.update(text="id: anew\n", stamp=f"{state.stamp}+")


found = [(at, line) for at, line in enumerate(state.text.split("\n"), 1) if "wrong" in line]
editor(
    "editor",
    text=state.text,
    stamp=state.stamp,
    labels=part.labels(lang),
    syntax="csv" if "csv" in asked else "yaml",
    marks=[Mark(at, line.index("wrong") + 1, "bad", "这里应为数字，写的是 wrong。") for at, line in found],
    notes=[Note("bad", "这里应为数字，写的是 wrong。", line=at, column=line.index("wrong") + 1) for at, line in found],
    scope="test",
    echo=state.echo,
    saved=state.saved,
    problem=state.problem,
    height=int(asked.get("height", "420")),
    on_change=None if "read" in asked else written,
)
st.button("rerun", key="again")
st.button("anew", on_click=anew)
st.container(key="runs").text(str(state.runs))
state.runs += 1
st.container(key="events").text(json.dumps(state.events, ensure_ascii=False))
