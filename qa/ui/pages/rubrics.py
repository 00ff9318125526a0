"""The rules: what calls are judged by, since when and by whom; edited, tried, put in force, gone back to."""

from __future__ import annotations

import streamlit as st

from qa.model.rules import RuleKey
from qa.ui.parts.rules import again, lists, made, page
from qa.ui.session import actor, told


def show() -> None:
    """Which part it is stands in the address, so that every one can be linked to."""
    asked, person = st.query_params, actor()
    with told():
        if "text" in asked and "hash" in asked:
            made.show(person, RuleKey.of(asked["text"]).name, asked.get("version", ""), asked["hash"])
        elif "text" in asked:
            page.show(person, RuleKey.of(asked["text"]))
        elif "again" in asked:
            again.show(person, asked["again"])
        else:
            lists.show(person)


show()
