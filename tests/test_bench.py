"""The benchmark compares like with like."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.bench import Figure, material, speech


def took(wall: float, cpu: float, own: float = 0.1) -> speech.Took:
    return speech.Took(wall, cpu, wall - own, cpu - own, 100)


@pytest.fixture
def one_thread() -> Iterator[None]:
    """So small a network is slower on more."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_everybody_writes_as_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faster_whisper", reason="the optional fast engine is not installed")
    monkeypatch.setitem(material.DIMS, "tiny", (1, 64, 1))
    found = {figure.name: figure.value for figure in speech.run(25.0, "tiny", rounds=1)}
    tokens = [found[f"{name}_tokens"] for name in ("alone", "ours", "faster")]
    assert min(tokens) >= 60
    assert max(tokens) <= 1.25 * min(tokens), tokens
    assert found["ours_ratio"] > 0
    assert 0 < found["faster_own"] < 100


@pytest.mark.parametrize(("others", "judged"), [(0.02, {"others", "ours_ratio", "ours_own"}), (0.4, {"others"})])
def test_on_a_busy_machine_nothing_is_judged_and_both_clocks_are_shown(others: float, judged: set[str]) -> None:
    runs = {"alone": [took(20, 30), took(10, 28)], "ours": [took(5, 9), took(50, 10)]}
    figures: dict[str, Figure] = {figure.name: figure for figure in speech._figures(runs, others)}
    assert {name for name, figure in figures.items() if figure.target is not None} == judged
    assert figures["ours_ratio"].value == pytest.approx(2.0)
    assert figures["ours_ratio_cpu"].value == pytest.approx(28 / 9)
    assert figures["ours_own"].value == pytest.approx(2.0)
    assert figures["others"].met is (others < 0.1)
    assert figures["others"].value == pytest.approx(100 * others)
