"""The tables. Judgements, remarks, posts and transcripts are only ever added to.

Longer than other files: its tables refer to one another, and a column stands with its table. Areas of their own are in ``tables_*.py``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def now() -> datetime:
    return datetime.now(UTC)


def _moment(nullable: bool = False) -> Any:
    if nullable:
        return Field(default=None, sa_type=Moment)
    return Field(default_factory=now, sa_type=Moment, nullable=False)


def _to(table: str, *, nullable: bool = False, on_delete: str = "RESTRICT", index: bool = True) -> Any:
    column: Column[Any] = Column(Integer, ForeignKey(f"{table}.id", ondelete=on_delete or None), nullable=nullable, index=index)
    return Field(default=None, sa_column=column)


class Base(SQLModel, registry=registry()):
    """Own registry: a page's re-import must not find the tables defined already."""


class PersonRow(Base, table=True):
    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=64)
    shown: str = Field(max_length=64)
    role: str = Field(max_length=16)
    team: str = Field(default="", max_length=64, index=True)
    language: str = Field(default="", max_length=8)
    password_hash: str | None = None
    epoch: int = 0
    failures: int = 0
    locked_until: datetime | None = _moment(nullable=True)
    active: bool = True
    created_at: datetime = _moment()


class SourceRow(Base, table=True):
    """Where recordings come from: a recorder, a line, a folder; and what is known of all that comes from there."""

    __tablename__ = "source"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=64)
    agent_channel: int = 0
    language: str = Field(default="auto", max_length=8)
    team: str = Field(default="", max_length=64)
    prompt: str = ""
    hotwords: list[str] = Field(default_factory=list, sa_type=JSON)
    rule: str = ""
    raw: str = Field(default="", max_length=32)
    folder: str = ""
    active: bool = True
    created_by: int | None = _to("person", nullable=True, index=False)
    created_at: datetime = _moment()


class SeenRow(Base, table=True):
    """A file of a watched folder that was looked at: unchanged, it is not opened again."""

    __tablename__ = "seen"
    __table_args__ = (UniqueConstraint("source_id", "path"),)
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = _to("source", on_delete="CASCADE")
    path: str
    size: int = Field(sa_type=BigInteger)
    modified: float
    what: str = Field(max_length=16)
    note_zh: str = ""
    note_en: str = ""
    call_id: int | None = _to("call", nullable=True, on_delete="SET NULL", index=False)
    seen_at: datetime = _moment()


class RecordingRow(Base, table=True):
    __tablename__ = "recording"
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True, max_length=64)
    name: str
    size: int
    codec: str = ""
    sample_rate: int = 0
    channels: int = 0
    duration: float | None = None
    silent: list[bool] = Field(default_factory=list, sa_type=JSON)
    warnings: list[str] = Field(default_factory=list, sa_type=JSON)
    peaks: bytes = Field(default=b"", sa_type=LargeBinary)
    raw: str = Field(default="", max_length=32)
    activity: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = _moment()


class CallRow(Base, table=True):
    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_state_id", "state", "id"),
        Index("ix_call_started_created", "started_at", "created_at"),
        Index("ix_call_agent_started", "agent_id", "started_at"),
        Index("ix_call_phone_started", "phone", "started_at"),
        Index("ix_call_signs_state", "signs", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    recording_id: int | None = Field(
        default=None, sa_column=Column(Integer, ForeignKey("recording.id", ondelete="RESTRICT"), nullable=True, unique=True)
    )
    content: str | None = Field(default=None, max_length=64, unique=True)
    reference: str = Field(default="", max_length=128, index=True)
    title: str = ""
    language: str = Field(default="auto", max_length=8)
    agent_id: int | None = _to("person", nullable=True)
    team: str = Field(default="", max_length=64, index=True)
    started_at: datetime | None = _moment(nullable=True)
    duration: float | None = None
    agent_channel: int = 0
    source_id: int | None = _to("source", nullable=True, on_delete="")
    queue: str = Field(default="", max_length=64)
    phone: str = Field(default="", max_length=32)
    priority: int = 0
    percent: float | None = None
    fatal: bool = False
    signs: int = 0
    state: str = Field(default="queued", max_length=16)
    attempt: int = 1
    progress: float = 0.0
    left_s: float | None = None
    problem: str = ""
    problem_params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_by: int | None = _to("person", nullable=True)
    created_at: datetime = _moment()


class TranscriptRow(Base, table=True):
    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("call_id", "revision"),)
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = _to("call", on_delete="CASCADE")
    revision: int
    fingerprint: str = Field(max_length=64, index=True)
    language: str = Field(max_length=8)
    engine: str
    model: str
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    author_id: int | None = _to("person", nullable=True)
    created_at: datetime = _moment()


class EvaluationRow(Base, table=True):
    __tablename__ = "evaluation"
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = _to("call", on_delete="CASCADE")
    transcript_id: int = _to("transcript", on_delete="CASCADE")
    rubric: str = Field(max_length=64)
    version: int
    hash: str = Field(max_length=64)
    title_zh: str
    title_en: str
    program: str
    answers: list[int] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = _moment()


class InquiryRow(Base, table=True):
    """Somebody (the house itself where there is no author) wants a language model asked about a transcript; ``ended_at``: it was.

    ``fresh``: also what was answered before. ``begun_at``: a worker has taken it.
    """

    __tablename__ = "inquiry"
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = _to("call", on_delete="CASCADE")
    transcript_id: int = _to("transcript", on_delete="CASCADE")
    attempt: int = 1
    fresh: bool = False
    author_id: int | None = _to("person", nullable=True, index=False)
    created_at: datetime = _moment()
    begun_at: datetime | None = _moment(nullable=True)
    ended_at: datetime | None = Field(default=None, sa_type=Moment, index=True)


class AnswerRow(Base, table=True):
    """What a language model answered, as it came, or why it did not. ``question``: the fingerprint of all that it was asked and shown."""

    __tablename__ = "answer"
    id: int | None = Field(default=None, primary_key=True)
    inquiry_id: int = _to("inquiry", on_delete="CASCADE")
    rubric: str = Field(max_length=64)
    version: int
    hash: str = Field(max_length=64)
    criterion: str = Field(max_length=64)
    question: str = Field(max_length=64)
    host: str
    model: str
    raw: str = ""
    seconds: float = 0.0
    problem: str = ""
    problem_params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    asked_at: datetime = _moment()


class FindingRow(Base, table=True):
    __tablename__ = "finding"
    id: int | None = Field(default=None, primary_key=True)
    evaluation_id: int = _to("evaluation", on_delete="CASCADE")
    position: int
    criterion: str = Field(max_length=64)
    title_zh: str
    title_en: str
    section: str = ""
    severity: str = Field(max_length=16)
    verdict: str = Field(max_length=16)
    points: float
    max_points: float
    reason_zh: str
    reason_en: str
    why_zh: str
    why_en: str
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    critical_to: str = Field(default="", max_length=16)


class ReviewRow(Base, table=True):
    """``state``: draft or published. ``stage``: how far a published one has come, as its entries and appeals say ("" at first).

    ``acknowledged_at``: when its agent acknowledged it as it stands. ``appeal_until``: the end of the window for appeals.
    """

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("call_id", "reviewer_id"),)
    id: int | None = Field(default=None, primary_key=True)
    call_id: int = _to("call", on_delete="CASCADE")
    reviewer_id: int = _to("person")
    transcript_id: int = _to("transcript", on_delete="CASCADE")
    state: str = Field(default="draft", max_length=16)
    summary: str = ""
    percent: float | None = None
    critical_percent: float | None = None
    fatal: bool = False
    evaluations: list[int] | None = Field(default=None, sa_type=JSON)
    created_at: datetime = _moment()
    published_at: datetime | None = _moment(nullable=True)
    stage: str = Field(default="", max_length=16)
    acknowledged_at: datetime | None = _moment(nullable=True)
    appeal_until: datetime | None = _moment(nullable=True)


class JudgementRow(Base, table=True):
    __tablename__ = "judgement"
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = _to("review", on_delete="CASCADE")
    finding_id: int = _to("finding", on_delete="CASCADE")
    verdict: str = Field(max_length=16)
    comment: str = ""
    author_id: int = _to("person")
    created_at: datetime = _moment()


class RemarkRow(Base, table=True):
    __tablename__ = "remark"
    id: int | None = Field(default=None, primary_key=True)
    review_id: int = _to("review", on_delete="CASCADE")
    transcript_id: int = _to("transcript", on_delete="CASCADE")
    utterance: int
    from_char: int
    to_char: int
    quote: str
    starts_at: float | None = None
    ends_at: float | None = None
    text: str
    author_id: int = _to("person")
    created_at: datetime = _moment()
    withdrawn_at: datetime | None = _moment(nullable=True)


SHELF = ("state", "created_at", "expires_on", "kind", "topic", "criterion", "team", "language", "score_first", "author_id")


class ExcerptRow(Base, table=True):
    """``state``: draft (nobody but its maker hears it), published, withdrawn. ``lines`` and ``sound`` are masked; ``recipe``: by which
    masks and bounds. ``focus_from``/``focus_to``: what it is about, in seconds of the call. ``agent_id``, ``team``: whose call.
    ``criterion_zh``/``criterion_en``: its title then. ``sweep_at``: when the sound of a withdrawn one is deleted; None once it is.
    ``score_first``: its verdict is hidden from whoever has not scored it yet."""

    __tablename__ = "excerpt"
    # All that the library filters and sorts by: so it never reads what lies behind lines and peaks.
    __table_args__ = (Index("ix_excerpt_found", *SHELF),)
    id: int | None = Field(default=None, primary_key=True)
    call_id: int | None = _to("call", nullable=True, on_delete="SET NULL")
    transcript: str = Field(default="", max_length=64)
    starts_at: float
    ends_at: float
    kind: str = Field(max_length=16, index=True)
    title: str
    note: str = ""
    language: str = Field(default="zh", max_length=8)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    sound: str = Field(default="", max_length=64)
    seconds: float = 0.0
    channels: int = 0
    agent_channel: int = 0
    peaks: bytes = Field(default=b"", sa_type=LargeBinary)
    state: str = Field(default="published", max_length=16, index=True)
    author_id: int = _to("person")
    created_at: datetime = _moment()
    withdrawn_by: int | None = _to("person", nullable=True, index=False)
    withdrawn_at: datetime | None = _moment(nullable=True)
    topic: str = Field(default="", max_length=64)
    criterion: str = Field(default="", max_length=160)
    better: str = ""
    expires_on: date | None = None
    focus_from: float | None = None
    focus_to: float | None = None
    agent_id: int | None = _to("person", nullable=True, on_delete="")
    recipe: str = Field(default="", max_length=64)
    team: str = Field(default="", max_length=64)
    criterion_zh: str = ""
    criterion_en: str = ""
    sweep_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    score_first: bool = False


class PostRow(Base, table=True):
    """``text`` as it was first written; later ones are revisions. ``kind``: plain, question, wording."""

    __tablename__ = "post"
    id: int | None = Field(default=None, primary_key=True)
    excerpt_id: int = _to("excerpt", on_delete="CASCADE")
    parent_id: int | None = _to("post", nullable=True, on_delete="CASCADE")
    author_id: int = _to("person")
    text: str
    created_at: datetime = _moment()
    withdrawn_at: datetime | None = _moment(nullable=True)
    kind: str = Field(default="plain", max_length=16)


class PackRow(Base, table=True):
    __tablename__ = "pack"
    id: int | None = Field(default=None, primary_key=True)
    title: str
    note: str = ""
    team: str = Field(default="", max_length=64, index=True)
    author_id: int = _to("person")
    created_at: datetime = _moment()
    updated_at: datetime = _moment()
    talk_s: int = 60
    dropped_at: datetime | None = _moment(nullable=True)


class PackItemRow(Base, table=True):
    __tablename__ = "pack_item"
    __table_args__ = (UniqueConstraint("pack_id", "excerpt_id"),)
    id: int | None = Field(default=None, primary_key=True)
    pack_id: int = _to("pack", on_delete="CASCADE")
    excerpt_id: int = _to("excerpt", on_delete="CASCADE")
    position: int
    talking_point: str = ""
    talk_s: int | None = None


class RuleTextRow(Base, table=True):
    """A text of a rubric, phrase set or fact sheet, under the SHA-256 of its UTF-8: kept for good once it was in force or was tried."""

    __tablename__ = "rule_text"
    digest: str = Field(sa_column=Column(String(64), primary_key=True))
    text: str


def _text_of() -> Any:
    return Field(sa_column=Column(String(64), ForeignKey("rule_text.digest", ondelete="RESTRICT"), nullable=False))


class RuleRow(Base, table=True):
    """A text that was put in force on the page, over the file of the same name. ``number`` counts the versions of one name.

    ``version``: what a rubric says of itself, else ``number``. ``hash``: a rubric's own (what can change a verdict), else the digest.
    ``base``: the digest of the file that lay there then, "" for none. ``retired``: from then on nothing of this name is in force.
    """

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("kind", "name", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    name: str = Field(max_length=64)
    number: int
    version: int
    digest: str = _text_of()
    hash: str = Field(max_length=64)
    base: str = Field(default="", max_length=64)
    retired: bool = False
    note: str
    author_id: int | None = _to("person", nullable=True, index=False)
    created_at: datetime = _moment()


class RuleBasisRow(Base, table=True):
    """What a version of a rubric was when it judged: its text, and in ``parts`` (kind:name → digest) all that it referred to."""

    __tablename__ = "rule_basis"
    __table_args__ = (UniqueConstraint("rubric", "version", "hash"),)
    id: int | None = Field(default=None, primary_key=True)
    rubric: str = Field(max_length=64)
    version: int
    hash: str = Field(max_length=64)
    digest: str = _text_of()
    parts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = _moment()


class RuleDraftRow(Base, table=True):
    """What a person is writing. ``base``: the digest of the text that it began from."""

    __tablename__ = "rule_draft"
    __table_args__ = (UniqueConstraint("person_id", "kind", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = _to("person", on_delete="CASCADE")
    kind: str = Field(max_length=16)
    name: str = Field(max_length=64)
    text: str
    base: str = Field(default="", max_length=64)
    updated_at: datetime = _moment()


class TaskRow(Base, table=True):
    """Long work on many calls, done by a worker piece by piece: a back-test or a re-evaluation. ``done``: how many of its calls are."""

    __tablename__ = "task"
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    state: str = Field(default="queued", max_length=16, index=True)
    subject: str = Field(default="", max_length=96, index=True)
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    total: int = 0
    done: int = 0
    result: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    problem: str = ""
    problem_params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    worker: str = Field(default="", max_length=128)
    author_id: int | None = _to("person", nullable=True, index=False)
    created_at: datetime = _moment()
    confirmed_by: int | None = _to("person", nullable=True, index=False)
    confirmed_at: datetime | None = _moment(nullable=True)
    ended_at: datetime | None = _moment(nullable=True)


class TaskItemRow(Base, table=True):
    """What a task found out about one call, or (``key``) about one criterion of it."""

    __tablename__ = "task_item"
    __table_args__ = (UniqueConstraint("task_id", "key", "call_id"),)
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = _to("task", on_delete="CASCADE", index=False)
    key: str = Field(default="", max_length=128)
    call_id: int = _to("call", on_delete="CASCADE")
    content: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class SettingRow(Base, table=True):
    __tablename__ = "setting"
    key: str = Field(primary_key=True, max_length=64)
    value: Any = Field(default=None, sa_type=JSON)
    updated_by: int | None = _to("person", nullable=True, index=False)
    updated_at: datetime = _moment()


class WorkerRow(Base, table=True):
    __tablename__ = "worker"
    id: str = Field(sa_column=Column(String(128), primary_key=True))
    pid: int
    seen_at: datetime = _moment()


class EventRow(Base, table=True):
    """Who did what, when: one row a changing verb."""

    __tablename__ = "event"
    id: int | None = Field(default=None, primary_key=True)
    actor_id: int | None = _to("person", nullable=True, index=False)
    verb: str = Field(max_length=32)
    subject: str = Field(max_length=64, index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = _moment()
