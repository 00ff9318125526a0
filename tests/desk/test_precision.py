"""What a published review's life says of the rules, what of it is exported, and what becomes of reviews of an earlier version."""

from __future__ import annotations

from pathlib import Path

from qa.desk import amend, appeals, correct, insight, precision, review
from qa.model.finding import Verdict
from qa.model.library import ReviewState
from qa.store.engine import Database
from tests.desk.conftest import Cast, scored
from tests.desk.earlier import taken_back
from tests.desk.published import finding, life, publish


def appeal(cast: Cast, **more: object) -> int:
    return appeals.make(cast.house, cast.ann, cast.call, finding=finding(cast, cast.ann, "close").id, comment="she hung up", **more)  # type: ignore[arg-type]


def test_overturned_findings_lower_the_precision_of_their_rule(anywhere: Cast) -> None:
    cast = anywhere
    calls = [cast.call]
    for number in range(2, 5):
        said = (("agent", f"Hello, number {number}.", 0.0, 1.0), ("customer", "Yes.", 1.5, 3.0), ("agent", "I will look.", 3.5, 5.0))
        calls.append(scored(cast.house, f"call-{number}", "ann", said))
    for call in calls:
        publish(cast, call=call)

    def tally() -> tuple[int, int, int]:
        (one,) = (one for one in precision.precision(cast.house, cast.lea) if one.criterion == "close")
        return one.deductions.confirmed, one.deductions.refused, one.deductions.overturned

    assert tally() == (4, 0, 0)
    first = appeal(cast)
    appeals.overturn(cast.house, cast.max, first, "yes", "met")
    assert tally() == (3, 0, 1)
    second = appeals.make(cast.house, cast.ann, calls[1], finding=finding(cast, cast.ann, "close", calls[1]).id, comment="x")
    appeals.uphold(cast.house, cast.max, second, "no")
    assert tally() == (3, 0, 1)
    amend.correct_verdict(cast.house, cast.ines, calls[2], finding(cast, cast.ines, "close", calls[2]).id, "not_applicable", "hung up")
    assert tally() == (2, 0, 2)
    found = {one.criterion: one for one in precision.precision(cast.house, cast.lea)}
    close, greet = found["close"], found["greet"]
    assert (close.deductions.estimate.count, close.deductions.estimate.value) == (4, 0.5)
    assert greet.deductions.estimate.value is None, "nothing was deducted"
    assert (greet.all.confirmed, "care" in found) == (4, False)
    assert precision.precision(cast.house, cast.lea, rubric="basic", version=1) == tuple(found[name] for name in sorted(found))
    assert precision.precision(cast.house, cast.lea, version=2) == ()


def test_a_refusal_before_the_publication_counts_as_refused(anywhere: Cast) -> None:
    cast = anywhere
    review.decide(cast.house, cast.ines, cast.call, finding(cast, cast.ines, "close").id, "met", "she hung up")
    assert precision.precision(cast.house, cast.ines) == (), "a draft says nothing yet"
    publish(cast)
    (close,) = (one for one in precision.precision(cast.house, cast.ines) if one.criterion == "close")
    assert (close.deductions.confirmed, close.deductions.refused, close.deductions.overturned) == (0, 1, 0)
    # the agent has nothing to appeal; the manager takes the reviewer's verdict back: the machine was right after all
    amend.correct_verdict(cast.house, cast.max, cast.call, finding(cast, cast.max, "close").id, "missed", "there was time")
    (close,) = (one for one in precision.precision(cast.house, cast.ines) if one.criterion == "close")
    assert (close.deductions.confirmed, close.deductions.refused) == (1, 0)


def test_exports_tell_of_states_and_appeals(anywhere: Cast) -> None:
    cast = anywhere
    assert insight.all_appeals(cast.house, cast.max) == []
    remark = publish(cast)
    amend.acknowledge(cast.house, cast.ann, cast.call)
    appeals.overturn(cast.house, cast.max, appeal(cast, proposed="met"), "yes")
    appeals.withdraw(cast.house, cast.ann, appeals.make(cast.house, cast.ann, cast.call, remark=remark, comment="x"))
    (row,) = insight.published_reviews(cast.house, cast.max)
    assert (row["state"], row["appeals"], row["overturned"]) == ("settled", 2, 1)
    assert row["acknowledged_at"]
    assert list(row) == insight.COLUMNS["reviews"]
    first, second = insight.all_appeals(cast.house, cast.max)
    assert list(first) == insight.COLUMNS["appeals"]
    assert (first["rubric"], first["criterion"], first["verdict"], first["proposed"], first["state"], first["judge"]) == (
        "basic",
        "close",
        "missed",
        "met",
        "overturned",
        "Max",
    )
    assert (second["rubric"], second["title_en"], second["state"], second["judge"]) == ("", "Remark on “will”", "withdrawn", "")


def test_precision_goes_by_what_the_published_review_judged(anywhere: Cast) -> None:
    """A verdict on misheard words says nothing of the rule, once the words are corrected and the machine finds something else."""
    cast = anywhere
    review.decide(cast.house, cast.ines, cast.call, finding(cast, cast.ines, "close").id, "not_applicable", "cut off")
    review.decide(cast.house, cast.ines, cast.call, finding(cast, cast.ines, "greet").id, "met")
    correct.line(cast.house, cast.ines, cast.call, revision=1, utterance=2, text="I will look into it. Goodbye.")
    assert finding(cast, cast.ines, "close").verdict is Verdict.MET
    publish(cast)
    found = {one.criterion: one for one in precision.precision(cast.house, cast.max)}
    assert found["close"].deductions.estimate.count == 0
    assert (found["close"].all.confirmed, found["close"].all.refused) == (1, 0)
    assert found["greet"].all.confirmed == 1, "what was carried over counts once"


def test_tables_of_an_earlier_version_keep_what_is_in_them(cast: Cast, tmp_path: Path) -> None:
    """Columns are added in place: a review, its judgements and its remark are there after the upgrade."""
    publish(cast)
    database = Database(cast.house.settings.database)
    taken_back(database, "0007", tmp_path)
    before = [_count(database, table) for table in ("review", "judgement", "remark")]
    database.upgrade()
    assert [_count(database, table) for table in ("review", "judgement", "remark")] == before
    assert min(before) > 0
    view = life(cast, cast.ann)
    assert (view.state, bool(view.windows)) == (ReviewState.PUBLISHED, True)
    assert appeal(cast)
    database.close()


def _count(database: Database, table: str) -> int:
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"select count(*) from {table}").scalar() or 0)
