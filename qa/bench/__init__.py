"""Benchmarks: figures side by side in one run, each against its target. Not for tests; machines differ, ratios less so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``name`` is a key under ``bench.figures``; ``target`` its bound, which ``at_least`` turns round; None: no bound.

    ``counted``: of a share, how many of how many.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    counted: tuple[int, int] | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target
