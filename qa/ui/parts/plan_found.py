"""What a plan's filter finds: how many calls, what it leaves out, and what the draw is good for."""

from __future__ import annotations

import streamlit as st

from qa.desk.assignment_views import Bucket, Found
from qa.desk.finding import OTHERS
from qa.model import sampling
from qa.model.assignment import Wanted
from qa.ui.words import plain, t

KINDS = ("length", "score", "hour", "queue")
APART = 0.05
"""A part that is so much larger or smaller in the filter than in all is pointed out."""
MARGINS = (0.03, 0.05, 0.1)
CONFIDENCES = (0.9, 0.95, 0.99)


def say(key: str, **params: object) -> str:
    return t(f"plans.{key}", **params)


def found(one: Found, wanted: Wanted, key: str) -> None:
    """Numbers, what is left out, how that biases, and the sample size."""
    st.markdown(say("found.numbers", total=one.total, inside=one.inside, agents=len(one.agents), drawn=one.drawn))
    if one.short:
        st.caption(":material/info: " + say("found.short", count=one.short, each=wanted.each))
    out = [(name, count) for name, count in one.left_out.items() if count]
    if out:
        st.caption(say("found.left_out") + say("found.comma").join(say(f"out.{name}", count=count) for name, count in out))
    with st.expander(say("found.bias"), icon=":material/balance:", expanded=_biased(one)):
        _bias(one)
    with st.expander(say("found.size"), icon=":material/straighten:"):
        _size(one, wanted, key)


def _share(count: int, of: int) -> float:
    return count / of if of else 0.0


def _apart(one: Found, bucket: Bucket) -> float:
    return _share(bucket.inside, one.inside) - _share(bucket.every, one.total)


def _biased(one: Found) -> bool:
    return bool(one.inside) and any(abs(_apart(one, bucket)) >= APART for buckets in one.spread.values() for bucket in buckets)


def _bias(one: Found) -> None:
    if not one.inside:
        st.caption(say("found.nothing"))
        return
    st.caption(say("found.bias_what", points=round(100 * APART)))
    for column, kind in zip(st.columns(2) * 2, KINDS, strict=True):
        with column:
            st.table([_line(one, kind, bucket) for bucket in one.spread.get(kind, ())], border="horizontal", hide_index=True)


def _line(one: Found, kind: str, bucket: Bucket) -> dict[str, str]:
    apart = _apart(one, bucket)
    points = f"{100 * apart:+.0f}".replace("-", "−") if round(100 * apart) else "0"
    return {
        say(f"kind.{kind}"): _name(kind, bucket.name),
        say("found.every"): f"{100 * _share(bucket.every, one.total):.0f}% :gray[{bucket.every}]",
        say("found.inside"): f"{100 * _share(bucket.inside, one.inside):.0f}% :gray[{bucket.inside}]",
        say("found.apart"): f":orange-badge[{points}]" if abs(apart) >= APART else f":gray[{points}]",
    }


def _name(kind: str, name: str) -> str:
    if kind == "queue":
        return say("bucket.others") if name == OTHERS else plain(name) or say("bucket.no_queue")
    return say(f"bucket.{kind}_{name}")


def _size(one: Found, wanted: Wanted, key: str) -> None:
    left, right = st.columns(2)
    margin = left.selectbox(say("size.margin"), MARGINS, 1, format_func=lambda m: f"±{100 * m:.0f}%", key=f"{key}.margin")
    confidence = right.selectbox(say("size.confidence"), CONFIDENCES, 1, format_func=lambda c: f"{100 * c:.0f}%", key=f"{key}.confidence")
    needed = sampling.needed(one.inside, margin, confidence)
    reached = sampling.margin(one.inside, one.drawn, confidence)
    st.markdown(say("size.needed", count=needed, inside=one.inside, margin=f"{100 * margin:.0f}"))
    if reached is not None:
        st.markdown(say("size.reached", count=one.drawn, margin=f"{100 * reached:.1f}"))
    if one.agents:
        middle = sorted(one.agents.values())[len(one.agents) // 2]
        of_one = sampling.margin(middle, min(wanted.each, middle), confidence)
        if of_one is not None:
            st.caption(say("size.of_one", each=min(wanted.each, middle), of=middle, margin=f"{100 * of_one:.0f}"))
    st.caption(say("size.formula"))
