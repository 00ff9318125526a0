"""Making items of the quiz: what an excerpt could give, and a proposal of it."""

from __future__ import annotations

import secrets
from dataclasses import replace

from qa.access import authorize
from qa.audio.clip import cut
from qa.desk import excerpts, masks, quiz_shape
from qa.desk.excerpts import clip_key, published, today
from qa.desk.house import House, author_id
from qa.desk.quiz_views import Question, Told
from qa.desk.views import ExcerptView
from qa.errors import Invalid
from qa.model.finding import Verdict
from qa.model.library import ExcerptKind
from qa.model.people import Person
from qa.model.quiz import LONGEST_OPTION, MOST_OPTIONS, ActKind, Content, Given, ItemKind, ItemState
from qa.model.quiz_make import Checked, Criterion, Source, proposals, reply_at
from qa.model.text import Text
from qa.store import calls, library, reviews, rows
from qa.store.engine import Session
from qa.store.tables import ExcerptRow
from qa.store.tables_quiz import QuizActRow, QuizItemRow

LONGEST, LONGEST_WHY = 300, 1000
MOST_SEARCHED = 200
FACT = "fact"


def offered(house: House, actor: Person) -> tuple[ExcerptView, ...]:
    """The excerpts that items can be made of, newest first: whoever makes them has to know what each shows."""
    authorize(actor, "quiz.make")
    with house.db.reading() as session:
        return excerpts.views(session, actor, library.excerpts(session, today(), limit=MOST_SEARCHED), working=True)


def criteria(house: House, actor: Person) -> tuple[Criterion, ...]:
    """The criteria in force, rubric by rubric. Raises RubricError where a rubric is wrong."""
    authorize(actor, "quiz.make")
    return _criteria(house)


def proposed(house: House, actor: Person, excerpt_id: int) -> tuple[Content, ...]:
    """The items that an excerpt could give. Raises NotFound, RubricError."""
    authorize(actor, "quiz.make")
    known = _criteria(house)
    with house.db.reading() as session:
        return proposals(_source(session, published(session, excerpt_id), known))


def blank(house: House, actor: Person, excerpt_id: int, kind: ItemKind) -> Content:
    """An item of a kind that the excerpt does not give by itself, to be filled in."""
    authorize(actor, "quiz.make")
    known = {one.key: one for one in _criteria(house)}
    with house.db.reading() as session:
        row = published(session, excerpt_id)
    about = known[row.criterion].title if row.criterion in known else Text.same(row.title)
    content = Content(kind, criterion=row.criterion, about=about, shows=ExcerptKind(row.kind))
    if kind is ItemKind.PLACE:
        return replace(content, span=_focus(row) or (0.0, round(row.seconds, 1)))
    if kind is ItemKind.REPLY:
        at = reply_at(row.lines, _focus(row))
        return replace(content, until=float(row.lines[at]["start"]) if at is not None else round(row.seconds, 1))
    return content


def preview(house: House, actor: Person, excerpt_id: int, content: Content) -> tuple[Question, Told]:
    """An item as it would be asked and told. Raises Invalid for one that cannot be."""
    authorize(actor, "quiz.make")
    with house.db.reading() as session:
        row = published(session, excerpt_id)
    content = _checked(content, row)
    right = Given(at=content.span[0]) if content.span else Given(choice=content.right)
    return quiz_shape.asked(0, content, row, "preview"), quiz_shape.told(content, row, right, 1.0, 0, "preview")


def propose(house: House, actor: Person, excerpt_id: int, content: Content) -> int:
    """Propose an item: its maker's verdict is one, a second judge must give the same blind before it is played. Gives its number.

    Raises Invalid for a field that cannot be, or private data in what was written.
    """
    authorize(actor, "quiz.make")
    with house.db.reading() as session:
        row = published(session, excerpt_id)
    content = _checked(content, row)
    sound = _cut(house, row, content.until) if content.kind is ItemKind.REPLY and row.sound and content.until else ""
    with house.db.writing() as session:
        row = published(session, excerpt_id)
        item = QuizItemRow(
            excerpt_id=excerpt_id,
            recipe=row.recipe,
            kind=content.kind,
            criterion=content.criterion,
            content=content.to_json(),
            sound=sound,
            seed=secrets.token_hex(16),
            state=ItemState.PROPOSED,
            author_id=author_id(actor),
        )
        rows.add(session, item)
        assert item.id is not None
        right = Given(at=content.span[0]) if content.span else Given(choice=content.right)
        act = QuizActRow(item_id=item.id, kind=ActKind.PROPOSED, given=right.to_json(), note=content.why, author_id=author_id(actor))
        rows.add(session, act)
        rows.note(session, author_id(actor), "quiz.propose", f"quiz:{item.id}", excerpt=excerpt_id)
        return item.id


def _criteria(house: House) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(f"{rubric.id}/{one.id}", one.title, one.section, one.kind) for rubric in house.book.rubrics for one in rubric.criteria
    )


def _source(session: Session, row: ExcerptRow, known: tuple[Criterion, ...]) -> Source:
    criterion = next((one for one in known if one.key == row.criterion), None)
    shown, checked, span = _found(session, row, criterion)
    others = [one for one in library.excerpts(session, today(), limit=MOST_SEARCHED) if one.better and one.id != row.id]
    others = [one for one in others if one.language == row.language]
    others.sort(key=lambda one: (one.criterion != row.criterion, one.topic != row.topic))
    return Source(
        kind=ExcerptKind(row.kind),
        lines=row.lines,
        focus=_focus(row) or span,
        criterion=criterion,
        better=row.better,
        has_sound=bool(row.sound),
        criteria=known,
        shown=shown,
        others=[one.better for one in others],
        checked=checked,
    )


def _found(
    session: Session, row: ExcerptRow, criterion: Criterion | None
) -> tuple[frozenset[str], Checked | None, tuple[float, float] | None]:
    """What its call's newest evaluations show in an excerpt: which criteria, what was checked against a fact sheet, and where."""
    transcript = calls.transcript(session, row.call_id, words=False) if row.call_id is not None else None
    if transcript is None or transcript.fingerprint != row.transcript:
        return frozenset(), None, None
    rubric = {one.id: one.rubric for one in calls.evaluations(session, transcript.id or 0)}
    by_people = {finding.id: said.verdict for said, finding, _, public in reviews.verdicts(session, [row.call_id or 0]) if public}
    shown: set[str] = set()
    checked: Checked | None = None
    span: tuple[float, float] | None = None
    for finding in calls.findings(session, list(rubric)):
        key = f"{rubric[finding.evaluation_id]}/{finding.criterion}"
        inside = [
            piece
            for piece in finding.evidence
            if piece.get("starts_at") is not None and row.starts_at <= piece["starts_at"] and piece["ends_at"] <= row.ends_at
        ]
        if not inside:
            continue
        shown.add(key)
        if criterion is None or key != criterion.key:
            continue
        span = (round(inside[0]["starts_at"] - row.starts_at, 2), round(inside[-1]["ends_at"] - row.starts_at, 2))
        verdict = by_people.get(finding.id, finding.verdict)
        if criterion.kind == FACT and verdict in (Verdict.MET, Verdict.MISSED):
            checked = Checked(inside[0]["quote"], verdict == Verdict.MET, Text(finding.reason_zh, finding.reason_en))
    return frozenset(shown), checked, span


def _focus(row: ExcerptRow) -> tuple[float, float] | None:
    if row.focus_from is None or row.focus_to is None:
        return None
    begins, ends = max(row.focus_from - row.starts_at, 0.0), min(row.focus_to - row.starts_at, row.seconds)
    return (round(begins, 2), round(ends, 2)) if begins < ends else None


def _checked(content: Content, row: ExcerptRow) -> Content:
    """The content, trimmed. Raises Invalid."""
    options = tuple(replace(one, text=Text(one.text.zh.strip(), one.text.en.strip())) for one in content.options)
    content = replace(content, question=content.question.strip(), why=content.why.strip(), claim=content.claim.strip(), options=options)
    if not content.why or len(content.why) > LONGEST_WHY:
        raise Invalid("quiz.why", longest=LONGEST_WHY)
    if max(len(content.question), len(content.claim), len(content.row.zh), len(content.row.en)) > LONGEST_OPTION:
        raise Invalid("desk.too_long", longest=LONGEST_OPTION)
    match content.kind:
        case ItemKind.PLACE:
            begins, ends = content.span or (0.0, 0.0)
            if not row.sound or not 0 <= begins < ends <= row.seconds + 0.05:
                raise Invalid("quiz.span", seconds=f"{row.seconds:.1f}")
            if not content.question and not content.about.zh:
                raise Invalid("quiz.question")
        case ItemKind.FACT:
            if not content.claim or not content.row.zh:
                raise Invalid("quiz.claim")
        case _:
            texts = {one.text for one in options}
            if not 2 <= len(texts) == len(options) <= MOST_OPTIONS or not all(0 < len(one.zh) <= LONGEST_OPTION for one in texts):
                raise Invalid("quiz.options", most=MOST_OPTIONS, longest=LONGEST_OPTION)
            if content.kind is ItemKind.REPLY and not (content.until and 0.5 <= content.until <= row.seconds + 0.05):
                raise Invalid("quiz.until", seconds=f"{row.seconds:.1f}")
    written = [content.question, content.why, content.claim, content.row.zh, *(one.text.zh for one in options)]
    if telling := masks.private_in(*written):
        raise Invalid("desk.excerpt_private", words=", ".join(telling)[:80])
    return content


def _cut(house: House, row: ExcerptRow, until: float) -> str:
    """The masked clip up to a second, as a file of its own: who plays must not hear what was really said. Gives its SHA-256."""
    with house.files.scratch() as folder:
        clip = cut(house.files.find(clip_key(row.sound)), folder / "cut.flac", 0.0, until)
        house.files.adopt(folder / "cut.flac", clip_key(clip.sha256))
    return clip.sha256
