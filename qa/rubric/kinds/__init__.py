"""The kinds of criteria, one evaluator a file."""

from __future__ import annotations

from qa.rubric.kinds.ask import Ask
from qa.rubric.kinds.banned import Banned
from qa.rubric.kinds.fact import Fact
from qa.rubric.kinds.manual import Manual
from qa.rubric.kinds.measure import Measure
from qa.rubric.kinds.repeat import Repeat
from qa.rubric.kinds.reply import Reply
from qa.rubric.kinds.required import Required

Kind = Banned | Required | Reply | Fact | Measure | Repeat | Ask | Manual

__all__ = ["Ask", "Banned", "Fact", "Kind", "Manual", "Measure", "Repeat", "Reply", "Required"]
