"""Who may do what: every verb tried by everybody, straight at the desk, held against the rules."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from qa import access
from qa.access import About
from qa.desk import (
    activation,
    asking,
    backtesting,
    choosing,
    consent,
    correct,
    discuss,
    drafts,
    excerpt_export,
    excerpts,
    insight,
    intake,
    keeping,
    library,
    marking,
    pack_export,
    packs,
    people,
    process,
    queue,
    rescoring,
    review,
    rubrics,
    rulebook,
    setup,
    shelving,
    sources,
    tasks,
    transcripts,
    trying,
    watch,
)
from qa.desk.house import SYSTEM
from qa.errors import Forbidden, HearbackError, NotFound
from qa.model.call import Speaker
from qa.model.library import Wanted
from qa.model.people import Person
from qa.model.rules import RuleKey, RuleKind
from qa.model.tasks import TaskKind
from tests.desk.assign_verbs import ASSIGN
from tests.desk.calibration_verbs import CALIBRATION
from tests.desk.case_verbs import CASES
from tests.desk.conftest import TURNS, Cast, line, scored
from tests.desk.excerpting import excerpt
from tests.desk.improve_verbs import IMPROVE
from tests.desk.life_verbs import LIFE
from tests.desk.pack_verbs import PACKS
from tests.desk.quiz_verbs import QUIZ
from tests.desk.talk_verbs import TALK

Try = Callable[[Cast, Person], Any]
HIDDEN = ("desk.no_call", "coaching.no_note", "cases.no_case", "month.no_improvement")


def _excerpt(cast: Cast, by: Person) -> int:
    found = excerpts.listed(cast.house, SYSTEM)
    return found[0].id if found else excerpt(cast.house, by, cast.call, start=0, end=4, kind="good", title="t").id


def _withdrawn(cast: Cast) -> int:
    """One that Ines has just withdrawn."""
    made = excerpt(cast.house, cast.ines, cast.call, start=0, end=4, kind="good", title="t").id
    keeping.withdraw(cast.house, cast.ines, made)
    return made


def _draft(cast: Cast) -> int:
    """A draft of Ines's."""
    found = drafts.listed(cast.house, SYSTEM)
    return found[0].id if found else drafts.begin(cast.house, cast.ines, cast.call, start=0, end=4)


def _by_ines(cast: Cast) -> About:
    return About(author=cast.ines.id)


def _pack(cast: Cast) -> int:
    return next((pack.id for pack in packs.listed(cast.house, SYSTEM)), 0) or packs.make(cast.house, cast.lea, "p")


def _post(cast: Cast) -> int:
    excerpt = _excerpt(cast, cast.ines)
    found = discuss.thread(cast.house, SYSTEM, excerpt)
    return found[0].id if found else discuss.say(cast.house, cast.ann, excerpt, "said")


def _finding(cast: Cast) -> int:
    return intake.view(cast.house, SYSTEM, cast.call).evaluations[0].findings[0].id


BASIC = RuleKey(RuleKind.RUBRIC, "basic")


def _text(cast: Cast) -> str:
    return cast.house.rules.files[BASIC].text


def _task(cast: Cast, by: Person) -> int:
    found = tasks.listed(cast.house, SYSTEM, TaskKind.BACKTEST)
    return found[0].id if found else backtesting.order(cast.house, by, BASIC, choosing.Choice(), candidate="force")


def _list(cast: Cast) -> int:
    found = tasks.listed(cast.house, SYSTEM, TaskKind.REEVALUATE)
    return found[0].id if found else rescoring.order(cast.house, SYSTEM, choosing.Choice())


VERBS: dict[str, tuple[str, Callable[[Cast], About], Try]] = {
    "load_recording": (
        "call.load",
        lambda c: access.NOTHING,
        lambda c, who: intake.load_recording(c.house, who, "a.wav", io.BytesIO(b"x")),
    ),
    "load_transcript": (
        "call.load",
        lambda c: access.NOTHING,
        lambda c, who: intake.load_transcript(c.house, who, "a.jsonl", line("b", "bob")),
    ),
    "attach_transcript": (
        "call.mend",
        lambda c: access.NOTHING,
        lambda c, who: intake.attach_transcript(c.house, who, c.call, "a.jsonl", line()),
    ),
    "retry": ("call.mend", lambda c: access.NOTHING, lambda c, who: intake.retry(c.house, who, c.call)),
    "swap": ("call.mend", lambda c: access.NOTHING, lambda c, who: correct.swap(c.house, who, c.call)),
    "correct_line": (
        "call.mend",
        lambda c: access.NOTHING,
        lambda c, who: correct.line(c.house, who, c.call, revision=1, utterance=0, text="x"),
    ),
    "correct_speaker": (
        "call.mend",
        lambda c: access.NOTHING,
        lambda c, who: correct.speaker(c.house, who, c.call, revision=1, utterances=[0], speaker=Speaker.AGENT),
    ),
    "correct_voice": (
        "call.mend",
        lambda c: access.NOTHING,
        lambda c, who: correct.voice(c.house, who, c.call, revision=1, voice="A", speaker=Speaker.AGENT),
    ),
    "trust": (
        "call.mend",
        lambda c: access.NOTHING,
        lambda c, who: correct.trust(c.house, who, c.call, revision=1, utterance=0, doubt=None),
    ),
    "history": ("call.see", lambda c: About(agent=c.ann.id, team="red"), lambda c, who: correct.history(c.house, who, c.call)),
    "sources": ("source.see", lambda c: access.NOTHING, lambda c, who: sources.listed(c.house, who)),
    "make_source": ("source.change", lambda c: access.NOTHING, lambda c, who: sources.make(c.house, who, sources.Fields("line"))),
    "watch_folder": (
        "source.folder",
        lambda c: access.NOTHING,
        lambda c, who: sources.make(c.house, who, sources.Fields("line", folder=str(c.house.settings.rubrics))),
    ),
    "look": ("call.load", lambda c: access.NOTHING, lambda c, who: watch.look(c.house, who, 0.0)),
    "set_raw": ("call.mend", lambda c: access.NOTHING, lambda c, who: intake.set_raw(c.house, who, c.call, "ulaw:8000:1")),
    "queue": ("call.mend", lambda c: access.NOTHING, lambda c, who: queue.listed(c.house, who)),
    "cancel": ("call.mend", lambda c: access.NOTHING, lambda c, who: queue.cancel(c.house, who, c.call)),
    "hurry": ("call.mend", lambda c: access.NOTHING, lambda c, who: queue.hurry(c.house, who, c.call)),
    "ask_again": ("reader.ask", lambda c: access.NOTHING, lambda c, who: asking.again(c.house, who, c.call)),
    "asked": ("reader.ask", lambda c: access.NOTHING, lambda c, who: asking.shown(c.house, who, c.call)),
    "to_be_asked": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.waiting(c.house, who, 1)),
    "being_asked": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.under_way(c.house, who)),
    "ask_begin": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.begin(c.house, who, 1, 1)),
    "ask_put": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.put(c.house, who, 1, 1, {}, None)),
    "ask_settle": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.settle(c.house, who, 1, 1)),
    "ask_anew": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.anew(c.house, who, 1, 1)),
    "ask_end": ("call.process", lambda c: access.NOTHING, lambda c, who: asking.end(c.house, who, 1, 1)),
    "download": (
        "call.see",
        lambda c: About(agent=c.ann.id, team="red"),
        lambda c, who: transcripts.download(c.house, who, c.call, "srt"),
    ),
    "set_details": (
        "call.mend",
        lambda c: access.NOTHING,
        lambda c, who: intake.set_details(c.house, who, c.call, intake.Details(title="x")),
    ),
    "listed": ("call.list", lambda c: access.NOTHING, lambda c, who: intake.listed(c.house, who)),
    "view": ("call.see", lambda c: About(agent=c.ann.id, team="red"), lambda c, who: intake.view(c.house, who, c.call)),
    "sound": ("call.see", lambda c: About(agent=c.ann.id, team="red"), lambda c, who: intake.sound(c.house, who, c.call)),
    "finding": ("call.see", lambda c: About(agent=c.ann.id, team="red"), lambda c, who: review.finding(c.house, who, c.call, _finding(c))),
    "queued": ("call.process", lambda c: access.NOTHING, lambda c, who: process.queued(c.house, who)),
    "prepare": ("call.process", lambda c: access.NOTHING, lambda c, who: process.prepare(c.house, who, c.call, 1)),
    "score": ("call.process", lambda c: access.NOTHING, lambda c, who: process.score(c.house, who, c.call, 1)),
    "wake": ("call.process", lambda c: access.NOTHING, lambda c, who: process.wake(c.house, who)),
    "again": ("call.process", lambda c: access.NOTHING, lambda c, who: process.again(c.house, who, c.call, 1)),
    "beat": ("call.process", lambda c: access.NOTHING, lambda c, who: process.beat(c.house, who, "w", 1)),
    "decide": ("review.judge", lambda c: access.NOTHING, lambda c, who: review.decide(c.house, who, c.call, _finding(c), "met", "")),
    "accept_all": ("review.judge", lambda c: access.NOTHING, lambda c, who: review.accept_all(c.house, who, c.call)),
    "remark": (
        "review.judge",
        lambda c: access.NOTHING,
        lambda c, who: review.remark(c.house, who, c.call, utterance=0, from_char=0, to_char=3, text="r"),
    ),
    "summarise": ("review.judge", lambda c: access.NOTHING, lambda c, who: review.summarise(c.house, who, c.call, "s")),
    "publish": ("review.judge", lambda c: access.NOTHING, lambda c, who: review.publish(c.house, who, c.call, "s")),
    "mine": ("review.mine", lambda c: access.NOTHING, lambda c, who: review.mine(c.house, who)),
    "of_team": ("review.team", lambda c: access.NOTHING, lambda c, who: review.of_team(c.house, who)),
    "excerpt": (
        "excerpt.publish",
        lambda c: access.NOTHING,
        lambda c, who: excerpt(c.house, who, c.call, start=0, end=4, kind="good", title="t"),
    ),
    "begin_draft": (
        "excerpt.publish",
        lambda c: access.NOTHING,
        lambda c, who: drafts.begin(c.house, who, c.call, start=0, end=4),
    ),
    "drafts": ("excerpt.drafts", lambda c: access.NOTHING, lambda c, who: drafts.listed(c.house, who)),
    "see_draft": ("excerpt.draft", _by_ines, lambda c, who: drafts.one(c.house, who, _draft(c))),
    "move_draft": ("excerpt.draft", _by_ines, lambda c, who: drafts.move(c.house, who, _draft(c), 0, 5)),
    "hide": ("excerpt.draft", _by_ines, lambda c, who: marking.hide(c.house, who, _draft(c), ["none"], True)),
    "hide_words": ("excerpt.draft", _by_ines, lambda c, who: marking.hide_words(c.house, who, _draft(c), "line")),
    "hide_seconds": ("excerpt.draft", _by_ines, lambda c, who: marking.hide_seconds(c.house, who, _draft(c), 1, 2)),
    "hide_place": ("excerpt.draft", _by_ines, lambda c, who: marking.hide_place(c.house, who, _draft(c), (0, 0), (0, 5))),
    "render_draft": ("excerpt.draft", _by_ines, lambda c, who: drafts.render(c.house, who, _draft(c))),
    "hear_draft": ("excerpt.draft", _by_ines, lambda c, who: drafts.sound(c.house, who, _draft(c))),
    "publish_draft": (
        "excerpt.draft",
        _by_ines,
        lambda c, who: drafts.publish(c.house, who, _draft(c), heard="", kind="good", title="t"),
    ),
    "throw_draft_away": ("excerpt.draft", _by_ines, lambda c, who: drafts.drop(c.house, who, _draft(c))),
    "own_excerpts": ("excerpt.mine", lambda c: access.NOTHING, lambda c, who: consent.mine(c.house, who)),
    "agree_to_be_named": (
        "excerpt.name",
        lambda c: About(agent=c.ann.id),
        lambda c, who: consent.say(c.house, who, _excerpt(c, c.ines), True),
    ),
    "excerpts": ("library.see", lambda c: access.NOTHING, lambda c, who: excerpts.listed(c.house, who)),
    "withdraw_excerpt": (
        "excerpt.withdraw",
        lambda c: About(author=c.ines.id),
        lambda c, who: keeping.withdraw(c.house, who, _excerpt(c, c.ines)),
    ),
    "restore_excerpt": ("excerpt.restore", lambda c: About(author=c.ines.id), lambda c, who: keeping.restore(c.house, who, _withdrawn(c))),
    "expire_excerpt": (
        "excerpt.expire",
        lambda c: About(author=c.ines.id),
        lambda c, who: keeping.expire(c.house, who, _excerpt(c, c.ines), None),
    ),
    "ask_for_scores": (
        "excerpt.ask",
        lambda c: About(author=c.ines.id),
        lambda c, who: keeping.ask(c.house, who, _excerpt(c, c.ines), True),
    ),
    "clean_library": ("call.process", lambda c: access.NOTHING, lambda c, who: keeping.clean(c.house, who)),
    "write_words_down": ("call.process", lambda c: access.NOTHING, lambda c, who: shelving.catch_up(c.house, who)),
    "library": ("library.see", lambda c: access.NOTHING, lambda c, who: library.page(c.house, who, Wanted())),
    "library_of_team": (
        "library.team",
        lambda c: access.NOTHING,
        lambda c, who: library.page(c.house, who, Wanted(team=who.team or "red")),
    ),
    "beside": ("library.see", lambda c: access.NOTHING, lambda c, who: library.beside(c.house, who, Wanted(), 1)),
    "favourite": ("excerpt.favour", lambda c: access.NOTHING, lambda c, who: library.favour(c.house, who, _excerpt(c, c.ines), True)),
    "is_favourite": ("library.see", lambda c: access.NOTHING, lambda c, who: library.is_favourite(c.house, who, 1)),
    "say": ("post.write", lambda c: access.NOTHING, lambda c, who: discuss.say(c.house, who, _excerpt(c, c.ines), "w")),
    "withdraw_post": ("post.withdraw", lambda c: About(author=c.ann.id), lambda c, who: discuss.withdraw(c.house, who, _post(c))),
    "make_pack": ("pack.make", lambda c: access.NOTHING, lambda c, who: packs.make(c.house, who, "p")),
    "packs": ("pack.see", lambda c: access.NOTHING, lambda c, who: packs.listed(c.house, who)),
    "rename_pack": (
        "pack.edit",
        lambda c: About(author=c.lea.id, team="red"),
        lambda c, who: packs.rename(c.house, who, _pack(c), "q", ""),
    ),
    "add_person": (
        "people.manage",
        lambda c: access.NOTHING,
        lambda c, who: people.add(c.house, who, name="new", shown="New", role="agent", password=None),
    ),
    "set_active": ("people.manage", lambda c: access.NOTHING, lambda c, who: people.set_active(c.house, who, "bob", False)),
    "set_password": ("people.manage", lambda c: access.NOTHING, lambda c, who: people.set_password(c.house, who, "bob", "long enough")),
    "people": ("people.see", lambda c: access.NOTHING, lambda c, who: people.listed(c.house, who)),
    "set_language": ("people.self", lambda c: access.NOTHING, lambda c, who: people.set_language(c.house, who, "en")),
    "change": ("settings.change", lambda c: access.NOTHING, lambda c, who: setup.change(c.house, who, language="zh")),
    "model": ("settings.see", lambda c: access.NOTHING, lambda c, who: setup.model(c.house, who)),
    "rubrics": ("rubric.see", lambda c: access.NOTHING, lambda c, who: rubrics.listed(c.house, who)),
    "texts": ("rubric.see", lambda c: access.NOTHING, lambda c, who: rulebook.listed(c.house, who)),
    "text": ("rubric.see", lambda c: access.NOTHING, lambda c, who: rulebook.view(c.house, who, BASIC)),
    "text_of": ("rubric.see", lambda c: access.NOTHING, lambda c, who: rulebook.text_of(c.house, who, BASIC)),
    "text_history": ("rubric.see", lambda c: access.NOTHING, lambda c, who: rulebook.history(c.house, who, BASIC)),
    "explain": ("rubric.see", lambda c: access.NOTHING, lambda c, who: rulebook.explain(c.house, who, "basic", 1, "")),
    "write_draft": ("rubric.edit", lambda c: access.NOTHING, lambda c, who: rulebook.write(c.house, who, BASIC, _text(c))),
    "drop_draft": ("rubric.edit", lambda c: access.NOTHING, lambda c, who: rulebook.drop(c.house, who, BASIC)),
    "catch_up": ("rubric.edit", lambda c: access.NOTHING, lambda c, who: rulebook.catch_up(c.house, who, BASIC)),
    "begin_text": ("rubric.edit", lambda c: access.NOTHING, lambda c, who: rulebook.begin(c.house, who, RuleKey(RuleKind.FACTS, "n"), "")),
    "check_text": ("rubric.try", lambda c: access.NOTHING, lambda c, who: activation.check(c.house, who, BASIC, _text(c))),
    "raise_version": ("rubric.try", lambda c: access.NOTHING, lambda c, who: activation.raised(c.house, who, _text(c), BASIC)),
    "activate": ("rubric.activate", lambda c: access.NOTHING, lambda c, who: activation.activate(c.house, who, BASIC, _text(c), "n")),
    "retire": ("rubric.activate", lambda c: access.NOTHING, lambda c, who: activation.retire(c.house, who, BASIC, "n")),
    "try_stored": ("rubric.try", lambda c: access.NOTHING, lambda c, who: trying.on_stored(c.house, who, BASIC, _text(c), c.call)),
    "try_words": ("rubric.try", lambda c: access.NOTHING, lambda c, who: trying.on_words(c.house, who, BASIC, _text(c), "agent: hello")),
    "groups": ("rubric.try", lambda c: access.NOTHING, lambda c, who: choosing.groups(c.house, who)),
    "count_calls": ("rubric.try", lambda c: access.NOTHING, lambda c, who: choosing.count(c.house, who, choosing.Choice())),
    "backtest": (
        "rubric.backtest",
        lambda c: access.NOTHING,
        lambda c, who: backtesting.order(c.house, who, BASIC, choosing.Choice(), candidate="force"),
    ),
    "backtest_report": ("rubric.backtest", lambda c: access.NOTHING, lambda c, who: backtesting.report(c.house, who, _task(c, c.ines))),
    "backtest_hits": (
        "rubric.backtest",
        lambda c: access.NOTHING,
        lambda c, who: backtesting.hits(c.house, who, _task(c, c.ines), "basic", "greet"),
    ),
    "backtests": ("rubric.backtest", lambda c: access.NOTHING, lambda c, who: tasks.listed(c.house, who, TaskKind.BACKTEST)),
    "stop_task": ("task.stop", lambda c: About(author=c.ines.id), lambda c, who: tasks.stop(c.house, who, _task(c, c.ines))),
    "reevaluate": (
        "rubric.reevaluate",
        lambda c: access.NOTHING,
        lambda c, who: rescoring.order(c.house, who, choosing.Choice()),
    ),
    "reevaluation": ("rubric.reevaluate", lambda c: access.NOTHING, lambda c, who: rescoring.listing(c.house, who, _list(c))),
    "reevaluated": ("rubric.reevaluate", lambda c: access.NOTHING, lambda c, who: rescoring.listed(c.house, who, _list(c))),
    "confirm": ("rubric.reevaluate", lambda c: access.NOTHING, lambda c, who: rescoring.confirm(c.house, who, _list(c))),
    "take_task": ("call.process", lambda c: access.NOTHING, lambda c, who: tasks.take(c.house, who, "w", frozenset())),
    "work_on_task": ("call.process", lambda c: access.NOTHING, lambda c, who: tasks.Work(c.house, who, 1, "w")),
    "export_reviews": ("export", lambda c: access.NOTHING, lambda c, who: insight.published_reviews(c.house, who)),
    "export_findings": ("export", lambda c: access.NOTHING, lambda c, who: insight.findings(c.house, who)),
    "export_excerpts": ("export", lambda c: access.NOTHING, lambda c, who: excerpt_export.exported(c.house, who)),
    "export_packs": ("export", lambda c: access.NOTHING, lambda c, who: pack_export.exported(c.house, who)),
}
VERBS |= CALIBRATION
VERBS |= ASSIGN
VERBS |= LIFE
VERBS |= CASES
VERBS |= PACKS
VERBS |= TALK
VERBS |= QUIZ
VERBS |= IMPROVE


def refused(attempt: Callable[[], Any]) -> bool:
    """Whether permission was denied; any other complaint means that it was granted."""
    try:
        attempt()
    except Forbidden:
        return True
    except NotFound as problem:
        return problem.code in HIDDEN
    except HearbackError:
        return False
    return False


@pytest.mark.parametrize("name", VERBS)
def test_everybody_may_what_the_rules_say_and_nothing_else(cast: Cast, name: str) -> None:
    rule, about, attempt = VERBS[name]
    for person in cast.people.values():
        may = access.allowed(person, rule, about(cast))
        if name in ("excerpt", "begin_draft"):  # out of a call that one may see
            may = may and access.allowed(person, "call.see", About(agent=cast.ann.id, team="red"))
        assert refused(lambda who=person: attempt(cast, who)) is not may, f"{person.name} ({person.role}) {name}"


@pytest.mark.parametrize("name", VERBS)
def test_a_disabled_account_may_nothing(cast: Cast, name: str) -> None:
    rule, _, attempt = VERBS[name]
    _excerpt(cast, cast.ines)
    assert rule in access.RULES
    assert refused(lambda: attempt(cast, replace(cast.ada, active=False)))


def test_every_rule_is_asked_somewhere() -> None:
    untried = set(access.RULES) - {rule for rule, _, _ in VERBS.values()}
    assert untried == {"review.publish", "coaching.see"}, "new rules want a line in the table above"


def test_a_published_call_is_seen_by_its_agent_and_by_no_other(cast: Cast) -> None:
    with pytest.raises(NotFound):
        intake.view(cast.house, cast.ann, cast.call)
    finding = next(f for e in intake.view(cast.house, cast.ines, cast.call).evaluations for f in e.findings if f.criterion == "care")
    review.decide(cast.house, cast.ines, cast.call, finding.id, "met", "yes")
    review.publish(cast.house, cast.ines, cast.call, "well done")
    assert intake.view(cast.house, cast.ann, cast.call).review is not None
    assert [one.call_id for one in review.mine(cast.house, cast.ann)] == [cast.call]
    assert review.mine(cast.house, cast.bob) == ()
    with pytest.raises(NotFound):
        intake.view(cast.house, cast.bob, cast.call)


def test_a_lead_sees_the_own_team_alone(cast: Cast) -> None:
    other = scored(cast.house, "call-2", "bob", (*TURNS, ("agent", "Goodbye.", 7.0, 8.0)))
    assert [one.id for one in intake.listed(cast.house, cast.lea)] == [cast.call]
    assert [one.id for one in intake.listed(cast.house, cast.lou)] == [other]
    assert {one.id for one in intake.listed(cast.house, cast.max)} == {cast.call, other}
    with pytest.raises(NotFound):
        intake.view(cast.house, cast.lea, other)
