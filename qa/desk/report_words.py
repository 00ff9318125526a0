"""How a report writes figures, days and people, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qa import locales
from qa.desk.improve_views import ImproveLine
from qa.desk.sheet import Table
from qa.model.estimate import LEAST_CALLS, Estimate

NONE = "–"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Words of ``report.<key>``, and figures. Times are those of the machine that the house runs on."""

    language: str

    def __call__(self, key: str, **params: Any) -> str:
        return locales.text(self.language, f"report.{key}", **params)

    def other(self, key: str, **params: Any) -> str:
        """Words of another area."""
        return locales.text(self.language, key, **params)

    def moment(self, at: datetime | None) -> str:
        return NONE if at is None else f"{at.astimezone():%Y-%m-%d %H:%M}"

    def day(self, of: date | None) -> str:
        return NONE if of is None else of.isoformat()

    def team(self, name: str) -> str:
        return name or self("house")

    def share(self, count: int, found: Estimate) -> str:
        """``7/10``, and from ten on the share with its interval."""
        counts = f"{count}/{found.count}"
        if found.value is None or found.count < LEAST_CALLS:
            return counts if found.count else NONE
        return (
            f"{counts}  {self.percent(100 * found.value)} ({self.percent(100 * (found.low or 0))}–{self.percent(100 * (found.high or 0))})"
        )

    def mean(self, found: Estimate) -> str:
        if not found.count:
            return NONE
        if found.value is None:
            return self("few", count=found.count, least=LEAST_CALLS)
        return f"{self.percent(found.value)} ({self.percent(found.low or 0)}–{self.percent(found.high or 0)})"

    def percent(self, value: float) -> str:
        return f"{value:.1f}".removesuffix(".0") + "%"

    def improvements(self, lines: Sequence[ImproveLine], *, whose: bool) -> Table:
        """Improvements as a table. ``whose``: with the team and the month that each comes from."""
        head = tuple(self(f"improve.{name}") for name in ("what", "cause", "owner", "due", "state", "came"))
        rows = tuple(self._improvement(line) for line in lines)
        widths = (34, 10, 10, 12, 10, 24)
        if not whose:
            return Table(head, rows, widths)
        of = ((self.team(line.team), line.month) for line in lines)
        rows = tuple((*told, *row) for told, row in zip(of, rows, strict=True))
        return Table((self("improve.team"), self("improve.month"), *head), rows, (10, 9, *widths))

    def _improvement(self, line: ImproveLine) -> tuple[str, ...]:
        state = self.other(f"month.state.{line.state}") + (f" · {self.other('month.late')}" if line.late else "")
        came = "\n".join(dict.fromkeys(filter(None, (line.outcome, line.reason))))
        cause = self.other(f"month.cause.{line.cause}") if line.cause else NONE
        return line.what, cause, line.owner or NONE, self.day(line.due), state, came
