"""A case that is returned, reopened, corrected or transferred counts once, through the real actions."""

from datetime import date, timedelta

import pytest

from mash.identity import acting_as
from referrals import codes
from referrals.decisions import actions, closing
from referrals.decisions.duplicates import end_as_duplicate
from referrals.reports.counting import Counts, Scope
from referrals.reports.period import Period
from referrals.triage.actions import rate, triage
from referrals.triage.returning import receive_again, return_referral
from referrals.triage.ways import Way
from tests.builders import build_referral, send_away
from tests.referrals.decisions.stories import HOUR, MONDAY, child_decision, triaged

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
DAY = timedelta(days=1)


@pytest.fixture
def manager(northvale):
    with acting_as(northvale.manager):
        yield northvale.manager


def counts_at(manager, now) -> Counts:
    return Counts(Scope(manager, JUNE, now))


def states(manager, measure, now) -> dict:
    of_measure = counts_at(manager, now).of("measure")
    return {piece: number for (part, piece), number in of_measure.items() if part == measure}


def decide(referral, manager, now, **facts) -> None:
    subjects = list(referral.people.filter(is_subject=True))
    drafted = actions.draft(referral, subjects=subjects, facts=child_decision(**facts), by=manager, now=now)
    actions.sign(referral, decisions=[decision.pk for decision in drafted], by=manager, now=now)
    referral.refresh_from_db()


def tell(referral, manager, now) -> None:
    closing.excuse_feedback(referral, reason="They left no way to reach them.", by=manager, now=now)


def test_a_returned_case_received_again_counts_by_its_first_receipt_and_first_decision(northvale, manager):
    referral = build_referral(northvale, now=MONDAY)
    return_referral(
        referral, reason=codes.ReturnReason.values[0], words="Who is the child?", by=manager, now=MONDAY + HOUR
    )
    # To return it is no first decision: it waits for its referrer.
    assert states(manager, "first_decision", MONDAY + DAY) == {"paused": 1}
    referral.refresh_from_db()
    # Received again in July: it stays a referral of June, and its clock goes on.
    receive_again(referral, reason="They have told us.", by=manager, now=MONDAY + 40 * DAY)
    now = MONDAY + 80 * DAY
    assert states(manager, "first_decision", now) == {"overdue": 1}
    counts = counts_at(manager, now)
    assert counts.total("arrivals") == counts.total("stage") == 1
    assert counts.of("overdue") == {("first_decision", "none"): 1}  # work to do now, so it is there
    july = Counts(Scope(manager, Period(date(2026, 7, 1), date(2026, 7, 31)), now))
    assert july.total("arrivals") == july.total("measure") == 0
    referral.refresh_from_db()
    triage(referral, level="amber", reason="Now clear.", way=Way.PARTNERS, by=manager, now=now)
    assert states(manager, "first_decision", now) == {"late": 1}


def test_a_reopened_case_decided_again_counts_by_its_first_decision(northvale, manager):
    referral = triaged(northvale)
    decide(referral, manager, MONDAY + HOUR)
    tell(referral, manager, MONDAY + 2 * HOUR)
    closing.close(referral, by=manager, now=MONDAY + 3 * HOUR)
    assert states(manager, "final_decision", MONDAY + DAY) == {"in_time": 1}
    closing.reopen(referral, reason="New information.", by=manager, now=MONDAY + DAY)
    referral.refresh_from_db()
    assert states(manager, "final_decision", MONDAY + 30 * DAY) == {"in_time": 1}
    subjects = list(referral.people.filter(is_subject=True))
    [new] = actions.correct(referral, subjects=subjects, reason="New information.", by=manager, now=MONDAY + 2 * DAY)
    facts = child_decision(outcome="strategy_discussion", section_47_reason="The new information.")
    actions.amend(new, facts=facts, by=manager, now=MONDAY + 2 * DAY)
    actions.sign(referral, decisions=[new.pk], by=manager, now=MONDAY + 30 * DAY)
    referral.refresh_from_db()
    tell(referral, manager, MONDAY + 31 * DAY)
    now = MONDAY + 40 * DAY
    assert states(manager, "final_decision", now) == {"in_time": 1}
    assert states(manager, "feedback", now) == {"not_told": 1}
    assert counts_at(manager, now).total("rating") == 1
    # The outcome is that of the newest signed decision.
    assert counts_at(manager, now).of("outcome") == {("strategy_discussion", ""): 1}
    assert counts_at(manager, now).total("change") == 1


def test_feedback_not_yet_due_before_reopening_counts_after_it(northvale, manager):
    referral = triaged(northvale)
    decide(referral, manager, MONDAY + HOUR)
    closing.reopen(referral, reason="New information.", by=manager, now=MONDAY + 2 * HOUR)
    assert states(manager, "feedback", MONDAY + DAY) == {}


def test_a_new_rating_does_not_make_a_second_final_decision(northvale, manager):
    referral = triaged(northvale)
    rate(referral, level="green", reason="Less grave.", by=manager, now=MONDAY + HOUR)
    referral.refresh_from_db()
    decide(referral, manager, MONDAY + 2 * HOUR)
    assert states(manager, "final_decision", MONDAY + DAY) == {"in_time": 1}
    assert counts_at(manager, MONDAY + DAY).of("rating") == {("green", "in_time"): 1}


def test_a_transferred_case_counts_as_arrived_and_first_decided_and_never_as_finally_decided(northvale, manager):
    received, in_triage = build_referral(northvale, now=MONDAY), triaged(northvale)
    for referral in (received, in_triage):
        send_away(referral, by=manager, now=MONDAY + HOUR)
    now = MONDAY + 40 * DAY
    assert states(manager, "first_decision", now) == {"in_time": 2}
    assert states(manager, "final_decision", now) == {}
    counts = counts_at(manager, now)
    assert (counts.total("arrivals"), counts.total("overdue")) == (2, 0)


def test_a_duplicate_counts_as_arrived_and_is_neither_decided_nor_late(northvale, manager):
    survivor, duplicate = (build_referral(northvale, now=MONDAY + hours * HOUR) for hours in (0, 1))
    telling = {"wording": "joined_for_professional", "how": "phone"}
    end_as_duplicate(
        duplicate, other=survivor.reference, why="The same call.", by=manager, now=MONDAY + 5 * DAY, **telling
    )
    now = MONDAY + 9 * DAY
    assert states(manager, "first_decision", now) == {"overdue": 1}
    assert states(manager, "feedback", now) == {}
    assert sum(counts_at(manager, now).parts("arrivals").values()) == 2
    closing.reopen(duplicate, reason="Two calls.", by=manager, now=now)
    assert states(manager, "first_decision", now + DAY) == {"overdue": 2}


def test_a_case_takes_over_the_time_of_a_duplicate_that_came_first(northvale, manager):
    first, later = (build_referral(northvale, now=MONDAY + days * DAY) for days in (0, 3))
    telling = {"wording": "joined_for_professional", "how": "phone"}
    end_as_duplicate(first, other=later.reference, why="The same call.", by=manager, now=MONDAY + 3 * DAY, **telling)
    assert states(manager, "first_decision", MONDAY + 3 * DAY + HOUR) == {"overdue": 1}
