"""Moves come only from the table, lock the row, and are refused from a stale page."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.casefile.actions import restrict
from referrals.codes import Status
from referrals.models import Referral
from referrals.workflow import DONE, MOVES, MoveNotAllowed, check_may_draft, lock, move, touch, why_not
from tests.builders import build_referral

# The moves of a case, written down by hand from the law and the hub's procedure: from each stage, where each move
# leads. Nothing else is a move. The table of the code is judged by this one.
END = {"end as a duplicate": Status.CLOSED}
R, T, G, D, DD = Status.RECEIVED, Status.TRIAGED, Status.GATHERING, Status.DECIDING, Status.DECIDED
MAY = {
    R: {
        **END,
        "triage": T,
        "start deciding": D,
        "decide": DD,
        "return to referrer": Status.RETURNED,
        "transfer": Status.TRANSFERRED,
    },
    T: {
        **END,
        "request information": G,
        "start deciding": D,
        "decide": DD,
        "return to referrer": Status.RETURNED,
        "transfer": Status.TRANSFERRED,
    },
    G: {**END, "request information": G, "start deciding": D, "decide": DD, "transfer": Status.TRANSFERRED},
    D: {**END, "request information": G, "decide": DD, "close": Status.CLOSED, "transfer": Status.TRANSFERRED},
    DD: {"close": Status.CLOSED, "reopen": D},
    Status.CLOSED: {"reopen": D, "reopen to triage": R},
    Status.RETURNED: {"receive again": R, "return to referrer": Status.RETURNED},
    Status.TRANSFERRED: {},
}


@pytest.mark.parametrize("status", Status)
def test_from_each_stage_exactly_these_moves_are_made(northvale, referral, status):
    for name in MOVES:
        with acting_as(northvale.manager), transaction.atomic():
            fresh = lock(referral)
            fresh.status, moves_before = status, fresh.moves.count()
            if name in MAY[status]:
                made = move(fresh, name, by=northvale.manager, now=timezone.now(), reason="As the table says")
                assert (fresh.status, made.from_status, made.to_status) == (
                    MAY[status][name],
                    status,
                    MAY[status][name],
                )
            else:
                with pytest.raises(MoveNotAllowed):
                    move(fresh, name, by=northvale.manager, now=timezone.now(), reason="As the table says")
                assert (fresh.status, fresh.moves.count()) == (status, moves_before)
            transaction.set_rollback(True)


def test_every_stage_is_reached_and_every_open_stage_left():
    starts = {start for froms, _ in MOVES.values() for start in froms}
    ends = {end for _, end in MOVES.values()}
    assert ends == set(Status)
    assert starts >= set(Status) - {Status.TRANSFERRED}


def test_a_move_is_a_row_with_who_and_when(northvale, referral):
    now = timezone.now()
    with acting_as(northvale.manager):
        fresh = lock(referral, seen=referral.version)
        move(fresh, "triage", by=northvale.manager, now=now, reason="Ask partners")
        assert Referral.objects.get(pk=referral.pk).status == Status.TRIAGED
        last = fresh.moves.last()
        assert (last.name, last.from_status, last.to_status, last.by, last.at) == (
            "triage",
            "received",
            "triaged",
            northvale.manager,
            now,
        )


@given(name=st.sampled_from(sorted(MOVES)), status=st.sampled_from(Status.values))
def test_a_move_starts_only_where_the_table_says(name, status):
    case = Referral(status=status)
    if status in MOVES[name][0]:
        return
    with pytest.raises(MoveNotAllowed, match="so you cannot"):
        move(case, name, by=None, now=timezone.now())
    assert case.status == status


def test_a_stale_page_learns_who_changed_what_and_when(northvale, referral):
    opened, evening = referral.version, datetime(2026, 6, 1, 19, 35, tzinfo=UTC)
    with acting_as(northvale.manager):
        touch(lock(referral), by=northvale.manager, now=evening, what="added a note")
        with pytest.raises(StalePage) as refusal:
            lock(referral, seen=opened)
    assert "Morgan Manager changed this case on 1 June 2026 at 8:35pm" in refusal.value.words
    assert "added a note" in refusal.value.words


def test_an_unknown_move_is_the_developers_mistake(referral):
    with pytest.raises(KeyError):
        move(referral, "fly", by=None, now=timezone.now())


def test_every_move_has_a_message_for_the_second_of_two_users():
    assert DONE.keys() == MOVES.keys()


# Whether a decision may be drafted, from each stage; while a case is only received, for an early exit alone.
MAY_DRAFT = {
    R: "has not been triaged",
    T: "",
    G: "",
    D: "",
    DD: "is decided",
    Status.CLOSED: "is “Closed”",
    Status.RETURNED: "is “Returned",
    Status.TRANSFERRED: "is “Transferred",
}


@pytest.mark.parametrize("status", Status)
def test_a_decision_is_drafted_after_triage_and_before_the_decision(status):
    refusal = why_not(check_may_draft, Referral(status=status))
    assert bool(refusal) is bool(MAY_DRAFT[status])
    if refusal:
        assert MAY_DRAFT[status] in str(refusal)


@pytest.mark.parametrize("status", Status)
def test_an_early_exit_is_drafted_before_triage_too(status):
    refusal = why_not(check_may_draft, Referral(status=status, recommended_exit="advice"))
    assert (refusal is None) is (status in (R, T, G, D))


def test_who_may_only_read_locks_nothing(northvale, southmere, referral):
    with acting_as(southmere.manager), pytest.raises(RuleViolation, match="can no longer change"):
        lock(referral)


def test_a_page_as_new_as_the_case_is_taken(northvale, referral):
    with acting_as(northvale.manager):
        assert lock(referral, seen=referral.version) == referral


def test_a_change_raises_the_version_and_stores_who_what_and_when(northvale, referral):
    evening = datetime(2026, 6, 1, 19, 35, tzinfo=UTC)
    with acting_as(northvale.manager):
        fresh = lock(referral)
        before = fresh.version
        fresh.recommended_exit = "advice"
        touch(fresh, by=northvale.manager, now=evening, what="added a note", fields=("recommended_exit",))
        saved = Referral.objects.get(pk=referral.pk)
    assert (saved.version, saved.recommended_exit) == (before + 1, "advice")
    assert (saved.changed_at, saved.changed_by, saved.changed_what) == (evening, "Morgan Manager", "added a note")


def test_a_change_without_an_account_is_the_referrers(northvale, referral):
    with acting_as(northvale.manager):
        fresh = lock(referral)
        touch(fresh, by=None, now=timezone.now(), what="sent more")
        assert Referral.objects.get(pk=referral.pk).changed_by == "The referrer"


def test_a_move_keeps_its_reason_and_is_said_in_its_own_words_or_the_callers(northvale, referral):
    evening = datetime(2026, 6, 1, 19, 35, tzinfo=UTC)
    with acting_as(northvale.manager):
        fresh = lock(referral)
        assert move(fresh, "triage", by=northvale.manager, now=evening, reason="Ask partners").reason == "Ask partners"
        saved = Referral.objects.get(pk=referral.pk)
        assert (saved.changed_what, saved.changed_by, saved.changed_at) == ("triaged it", "Morgan Manager", evening)
        assert move(fresh, "start deciding", by=northvale.manager, now=evening, what="read it all").reason == ""
        assert Referral.objects.get(pk=referral.pk).changed_what == "read it all"


@pytest.mark.django_db(transaction=True)
def test_whoever_waited_while_the_case_was_restricted_to_them_goes_on(northvale):
    """The query that waits judges the new row by the grants from before; only a second one sees both."""
    referral = build_referral(northvale)
    is_restricted, may_commit = threading.Event(), threading.Event()

    def restricting():
        with acting_as(northvale.manager), transaction.atomic():
            restrict(referral, reason="high_risk", by=northvale.manager)
            is_restricted.set()
            may_commit.wait(10)
        connection.close()

    colleague = threading.Thread(target=restricting)
    colleague.start()
    assert is_restricted.wait(10)
    threading.Timer(0.5, may_commit.set).start()
    with acting_as(northvale.manager), transaction.atomic():
        assert lock(referral).restricted
    colleague.join()
