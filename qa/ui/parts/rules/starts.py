"""What a new text begins as: the least that loads, and says what goes where."""

from __future__ import annotations

from qa.model.rules import RuleKey, RuleKind
from qa.ui.words import t

_RUBRIC = """# {about}
id: {name}
version: 1
title: {{zh: {title}, en: {title}}}
criteria:
  - id: greet
    title: {{zh: 问候, en: Greets the caller}}
    kind: required
    points: 10
    why: {{zh: {why}, en: A caller who is greeted knows that somebody listens.}}
    expect: {{speaker: agent, any: {{zh: [您好], en: [hello, good morning]}}, first: 2}}
    examples:
      - name: {{zh: 说了, en: Says it}}
        verdict: met
        call:
          - agent: "[[您好]]，请问有什么可以帮您？"
      - name: {{zh: 没说, en: Does not say it}}
        verdict: missed
        call:
          - agent: 什么事？
"""
_PHRASES = """# {about}
id: {name}
title: {{zh: {title}, en: {title}}}
families:
  first:
    title: {{zh: 第一类, en: First family}}
    zh:
      - (谢谢|感谢)您的来电
    en:
      - thank you for calling
"""
_FACTS = """subject,aliases,attribute,value,unit,valid_from,valid_to
畅享99元套餐,99套餐|99 plan,月费|monthly fee,99,元,2025-01-01,
"""


_EXCUSE = """# {about}
id: {name}
title: {{zh: {title}, en: {title}}}
before: {{zh: [您刚才说, 您说的是], en: [you said, you mean]}}
reach: {{zh: 8, en: 20}}
"""


def blank(key: RuleKey) -> str:
    """A text to begin from, under the name of ``key``."""
    shape = {RuleKind.RUBRIC: _RUBRIC, RuleKind.PHRASES: _PHRASES, RuleKind.EXCUSES: _EXCUSE}.get(key.kind)
    if shape is None:
        return _FACTS
    return shape.format(name=key.name, title=key.name, about=t(f"rubricpage.new.about.{key.kind}"), why="听到问候，客户知道有人在听。")
