"""A language model's server, and a question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.model.asking import Line, Question
from qa.model.call import Speaker
from tests.reader.server import ModelServer, model_server


@pytest.fixture
def served() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
def question() -> Question:
    return Question(
        language="en",
        asked="Did the agent greet?",
        met_when="A greeting was said.",
        missed_when="",
        not_applicable_when="",
        cites=Speaker.AGENT,
        lines=(Line(1, Speaker.AGENT, "Good morning, how can I help?"), Line(3, Speaker.CUSTOMER, "My line is down.")),
    )
