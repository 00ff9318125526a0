"""Who may do what: one predicate a verb. ``desk`` asks on every verb; hiding a page is only courtesy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qa.errors import Forbidden
from qa.model.people import Person, Role


@dataclass(frozen=True, slots=True)
class About:
    """What a verb is about, as far as it decides who may: ids of people, the team, whether it is published, who takes part."""

    agent: int | None = None
    team: str = ""
    author: int | None = None
    published: bool = False
    members: frozenset[int] = frozenset()


Rule = Callable[[Person, About], bool]

NOTHING = About()


def _roles(*roles: Role) -> Rule:
    return lambda who, _: who.role in roles


def _same_team(who: Person, about: About) -> bool:
    return bool(who.team) and who.team == about.team


def _sees_call(who: Person, about: About) -> bool:
    return who.role in JUDGES or (who.role is Role.LEAD and _same_team(who, about)) or (about.published and who.id == about.agent)


def _own_or_judges(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or who.id == about.author


def _edits_pack(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or (who.role is Role.LEAD and (who.id == about.author or _same_team(who, about)))


def _has_to_review(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or (who.role is Role.INSPECTOR and who.id == about.author)


def _takes_part(who: Person, about: About) -> bool:
    return who.role in JUDGES and who.id in about.members


def _runs_or_takes_part(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or _takes_part(who, about)


def _everyone(who: Person, _: About) -> bool:
    return who.active


JUDGES = (Role.INSPECTOR, Role.MANAGER, Role.ADMIN)
LEADERS = (Role.LEAD, Role.MANAGER, Role.ADMIN)

RULES: dict[str, Rule] = {
    "call.load": _roles(*JUDGES),
    "call.list": _roles(*JUDGES, Role.LEAD),
    "call.see": _sees_call,
    "call.mend": _roles(*JUDGES),
    "call.process": _roles(Role.ADMIN),
    "review.judge": _roles(*JUDGES),
    "review.publish": _own_or_judges,
    "review.see": _sees_call,
    "review.mine": _everyone,
    "review.team": _roles(Role.LEAD, *JUDGES),
    "excerpt.publish": _roles(Role.LEAD, *JUDGES),
    "excerpt.withdraw": _own_or_judges,
    "library.see": _everyone,
    "post.write": _everyone,
    "post.withdraw": _own_or_judges,
    "pack.see": _everyone,
    "pack.make": _roles(*LEADERS),
    "pack.edit": _edits_pack,
    "people.manage": _roles(Role.ADMIN),
    "people.see": _roles(*JUDGES, Role.LEAD),
    "people.self": _everyone,
    "settings.change": _roles(Role.MANAGER, Role.ADMIN),
    "settings.see": _roles(*JUDGES),
    "source.see": _roles(*JUDGES),
    "source.change": _roles(Role.MANAGER, Role.ADMIN),
    "source.folder": _roles(Role.ADMIN),
    "rubric.see": _everyone,
    "reader.ask": _roles(*JUDGES),
    "rubric.try": _roles(*JUDGES),
    "rubric.backtest": _roles(*JUDGES),
    "rubric.edit": _roles(Role.MANAGER, Role.ADMIN),
    "rubric.activate": _roles(Role.MANAGER, Role.ADMIN),
    "rubric.reevaluate": _roles(Role.MANAGER, Role.ADMIN),
    "task.stop": _own_or_judges,
    "calibration.list": _roles(*JUDGES),
    "calibration.see": _runs_or_takes_part,
    "calibration.answer": _takes_part,
    "calibration.run": _roles(Role.MANAGER, Role.ADMIN),
    "assign.plan": _roles(Role.MANAGER, Role.ADMIN),
    "assign.mine": _roles(*JUDGES),
    "assign.replace": _has_to_review,
    "export": _roles(Role.MANAGER, Role.ADMIN),
}


def allowed(who: Person, verb: str, about: About = NOTHING) -> bool:
    """Whether a person may. A disabled account may nothing."""
    return who.active and RULES[verb](who, about)


def authorize(who: Person, verb: str, about: About = NOTHING) -> None:
    """Raises Forbidden where ``allowed`` says no."""
    if not allowed(who, verb, about):
        raise Forbidden("access.refused", who=who.shown, verb=verb)
