"""What a rubric was when it judged: an evaluation's version and hash lead here, whatever is in force by now."""

from __future__ import annotations

import streamlit as st

from qa.desk import rulebook
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind
from qa.ui.parts.lines import compared, lines
from qa.ui.parts.rules import back, go, rubric_title
from qa.ui.parts.rules.reading import text
from qa.ui.session import house
from qa.ui.words import plain, t


def show(person: Person, rubric: str, version: str, hash: str) -> None:
    back()
    made = rulebook.explain(house(), person, rubric, int(version) if version.isdecimal() else 0, hash)
    st.subheader(f"{plain(rubric_title(made.key.name))} · {t('rubricpage.version', version=made.version)}", anchor=False)
    st.caption(t("rubricpage.made.what", hash=made.hash[:10]))
    key = RuleKey(RuleKind.RUBRIC, rubric)
    sources = house().rules.shelf.sources
    now = sources[key].text if key in sources else ""
    if now and now != made.text:
        with st.expander(t("rubricpage.made.differs"), icon=":material/difference:"):
            lines("rules.made.diff", compared(rulebook.compare(made.text, now)), label=t("rubricpage.made.differs"), code=True)
    elif now:
        st.caption(f":material/check: {t('rubricpage.made.same')}")
    text("rules.made", made.text, key)
    for part, written in made.parts.items():
        changed = part not in sources or sources[part].text != written
        label = f"{t(f'rubricpage.kinds_of_text.{part.kind}')} · {part.name}" + (f" · {t('rubricpage.made.changed')}" if changed else "")
        with st.expander(label):
            text(f"rules.made.{part}", written, part)
    if st.button(t("rubricpage.made.now"), icon=":material/rule:", key="rules.made.now"):
        go({"text": str(key)})
