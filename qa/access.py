"""Who may do what: one predicate a verb. ``desk`` asks on every verb; hiding a page is only courtesy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qa.errors import Forbidden
from qa.model.people import Person, Role


@dataclass(frozen=True, slots=True)
class About:
    """What a verb is about, as far as it decides who may: ids of people, the team, whether it is published, who takes part.

    Of a case file: the team whose it is, ``published`` once it is closed, ``members`` the agents of its calls.
    Of an improvement: ``author`` is who sees to it, ``published`` that it is done and told to all, the team "" for the whole house.
    ``mentors``: who accompanies the agent; ``judge``: who is to judge an appeal, ``involved``: whose own verdicts it is about.
    """

    agent: int | None = None
    team: str = ""
    author: int | None = None
    published: bool = False
    members: frozenset[int] = frozenset()
    mentors: frozenset[int] = frozenset()
    judge: int | None = None
    involved: frozenset[int] = frozenset()


Rule = Callable[[Person, About], bool]

NOTHING = About()


def _roles(*roles: Role) -> Rule:
    return lambda who, _: who.role in roles


def _same_team(who: Person, about: About) -> bool:
    return bool(who.team) and who.team == about.team


def _sees_call(who: Person, about: About) -> bool:
    if who.role in JUDGES or (who.role is Role.LEAD and _same_team(who, about)):
        return True
    return about.published and (who.id == about.agent or who.id in about.mentors)


def _own_review(who: Person, about: About) -> bool:
    return about.published and who.id == about.agent


def _sees_published(who: Person, about: About) -> bool:
    return about.published and _sees_call(who, about)


def _corrects(who: Person, about: About) -> bool:
    return about.published and (who.role in (Role.MANAGER, Role.ADMIN) or (who.role is Role.INSPECTOR and who.id == about.author))


def _second_instance(who: Person, about: About) -> bool:
    """Never somebody whose own verdict it is, nor whose call; another inspector alone where the appeal is theirs."""
    if who.role not in JUDGES or who.id in about.involved or who.id == about.agent:
        return False
    return who.role in (Role.MANAGER, Role.ADMIN) or who.id == about.judge


def _leads(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or (who.role is Role.LEAD and _same_team(who, about))


def _sees_coaching(who: Person, about: About) -> bool:
    return _leads(who, about) or who.id in (about.agent, about.author) or who.id in about.mentors


def _own_or_judges(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or who.id == about.author


def _edits_pack(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or (who.role is Role.LEAD and (who.id == about.author or _same_team(who, about)))


def _sees_meeting(who: Person, about: About) -> bool:
    return who.role in JUDGES or _same_team(who, about) or who.id in about.members


def _has_to_review(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or (who.role is Role.INSPECTOR and who.id == about.author)


def _takes_part(who: Person, about: About) -> bool:
    return who.role in JUDGES and who.id in about.members


def _runs_or_takes_part(who: Person, about: About) -> bool:
    return who.role in (Role.MANAGER, Role.ADMIN) or _takes_part(who, about)


def _works_on_case(who: Person, about: About) -> bool:
    return who.role in JUDGES or (who.role is Role.LEAD and _same_team(who, about))


def _sees_case(who: Person, about: About) -> bool:
    """Closed ones are also for those whose calls they are about: they learn from them and change nothing."""
    return _works_on_case(who, about) or (about.published and who.id in about.members)


def _author_or_leads(who: Person, about: About) -> bool:
    return who.id == about.author or who.role in (Role.LEAD, *JUDGES)


def _sees_improvement(who: Person, about: About) -> bool:
    """What was done and is told to all is for everybody; a lead sees what is for the own team and for the whole house."""
    if who.role in JUDGES or about.published or who.id == about.author:
        return True
    return who.role is Role.LEAD and (not about.team or _same_team(who, about))


def _brings_forward(who: Person, about: About) -> bool:
    return _leads(who, about) or who.id == about.author


def _author(who: Person, about: About) -> bool:
    return who.id == about.author


def _second_opinion(who: Person, about: About) -> bool:
    """Blind: never whoever made it or has said something of it."""
    return who.role in JUDGES and who.id != about.author and who.id not in about.involved


def _judges_or_made(who: Person, about: About) -> bool:
    return who.role in JUDGES or (who.role is Role.LEAD and who.id == about.author)


def _member(who: Person, about: About) -> bool:
    return who.id in about.members


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
    "review.acknowledge": _own_review,
    "review.comment": _sees_published,
    "review.correct": _corrects,
    "appeal.make": _own_review,
    "appeal.withdraw": lambda who, about: who.id == about.author,
    "appeal.list": _roles(*JUDGES),
    "appeal.judge": _second_instance,
    "appeal.assign": _roles(Role.MANAGER, Role.ADMIN),
    "coaching.write": _leads,
    "coaching.withdraw": _author,
    "coaching.see": _sees_coaching,
    "coaching.list": _everyone,
    "coaching.team": _roles(*LEADERS),
    "mentor.set": _leads,
    "mentor.list": _roles(*LEADERS),
    "mentor.mine": _everyone,
    "notice.mine": _everyone,
    "precision.see": _roles(Role.LEAD, *JUDGES),
    "excerpt.publish": _roles(Role.LEAD, *JUDGES),
    "excerpt.draft": _own_or_judges,
    "excerpt.drafts": _roles(Role.LEAD, *JUDGES),
    "excerpt.withdraw": _own_or_judges,
    "excerpt.restore": _author,
    "excerpt.expire": _own_or_judges,
    "excerpt.ask": _own_or_judges,
    "excerpt.favour": _everyone,
    "excerpt.name": lambda who, about: who.id == about.agent,
    "excerpt.mine": _everyone,
    "library.see": _everyone,
    "library.team": _roles(Role.LEAD, *JUDGES),
    "post.write": _everyone,
    "post.withdraw": _own_or_judges,
    "post.edit": _author,
    "post.react": _everyone,
    "post.ask": _author_or_leads,
    "post.accept": _author_or_leads,
    "thread.conclude": _author_or_leads,
    "vote.give": _everyone,
    "pack.see": _everyone,
    "pack.make": _roles(*LEADERS),
    "pack.edit": _edits_pack,
    "pack.suggest": _roles(*LEADERS),
    "pack.take": _roles(*LEADERS),
    "pack.show": _leads,
    "pack.meeting": _sees_meeting,
    "pack.minutes": _author,
    "quiz.play": _everyone,
    "quiz.round": _author,
    "quiz.match": _member,
    "quiz.make": _roles(Role.LEAD, *JUDGES),
    "quiz.see": _roles(Role.LEAD, *JUDGES),
    "quiz.agree": _second_opinion,
    "quiz.list": _roles(*JUDGES),
    "quiz.retire": _judges_or_made,
    "quiz.back": _roles(*JUDGES),
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
    "case.list": _everyone,
    "case.see": _sees_case,
    "case.open": _works_on_case,
    "case.work": _works_on_case,
    "month.see": _works_on_case,
    "improve.list": _everyone,
    "improve.see": _sees_improvement,
    "improve.make": _leads,
    "improve.change": _leads,
    "improve.work": _brings_forward,
    "export": _roles(Role.MANAGER, Role.ADMIN),
}


def allowed(who: Person, verb: str, about: About = NOTHING) -> bool:
    """Whether a person may. A disabled account may nothing."""
    return who.active and RULES[verb](who, about)


def authorize(who: Person, verb: str, about: About = NOTHING) -> None:
    """Raises Forbidden where ``allowed`` says no."""
    if not allowed(who, verb, about):
        raise Forbidden("access.refused", who=who.shown, verb=verb)
