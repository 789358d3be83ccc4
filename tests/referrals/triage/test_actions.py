"""Triage: the rating and its clock, the way on, returns and transfers."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.codes import Status
from referrals.models import OutboxMessage, Referral
from referrals.triage import actions, returning
from referrals.triage.pausing import pause_clocks, resume_clocks
from referrals.triage.ways import Way
from referrals.workflow import MoveNotAllowed
from tests.builders import build_referral
from tests.database import as_role
from tests.standing import standing_case

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
TWO_HOURS_ON = MONDAY + timedelta(hours=2)


@pytest.fixture
def arrived(northvale) -> Referral:
    return standing_case("arrived on Monday", lambda: build_referral(northvale, now=MONDAY))


@pytest.fixture
def acting(northvale):
    """Act as the hub's manager for the whole test."""
    with acting_as(northvale.manager):
        yield northvale.manager


def triage(referral, by, **changes):
    facts = {"level": "amber", "reason": "Hungry, and not for the first time.", "way": Way.PARTNERS}
    return actions.triage(referral, by=by, **{"now": TWO_HOURS_ON, **facts, **changes})


def messages(template: str) -> list[OutboxMessage]:
    with acting_as_system():
        return list(OutboxMessage.objects.filter(template=template))


def lines(code: str) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


def test_a_rating_is_a_row_and_sets_the_clock_for_the_decision(arrived, acting):
    triage(arrived, acting)
    arrived.refresh_from_db()
    assert (arrived.status, arrived.rating) == (Status.TRIAGED, "amber")
    assert [(r.level, r.stage, r.is_recommendation) for r in arrived.ratings.all()] == [("amber", "triage", False)]
    first, final = arrived.clocks.order_by("measure").reverse()
    assert (first.measure, first.stopped_at, first.replaced) == ("first_decision", TWO_HOURS_ON, False)
    assert (final.measure, final.rating, final.hours) == ("final_decision", "amber", 24)
    assert (final.started_at, final.due_at) == (MONDAY, MONDAY + timedelta(hours=24))  # from the arrival
    assert (arrived.due_measure, arrived.next_due_at) == ("final_decision", final.due_at)


def test_a_green_case_is_decided_within_three_days_of_its_arrival(arrived, acting):
    """Monday 9am and triaged on Tuesday evening: due on Thursday at 9am, as if triaged at once."""
    actions.triage(
        arrived, level="green", reason="Lonely.", way=Way.PARTNERS, by=acting, now=MONDAY + timedelta(hours=32)
    )
    arrived.refresh_from_db()
    assert arrived.next_due_at == MONDAY + timedelta(hours=72)


def test_what_arrived_by_letter_counts_from_the_day_it_came(northvale, acting):
    letter = build_referral(northvale, now=MONDAY, received_at=MONDAY - timedelta(days=1))
    triage(letter, acting)
    letter.refresh_from_db()
    assert letter.next_due_at == MONDAY


def test_time_paused_before_triage_does_not_count_after_it(arrived, acting):
    waits = {"reason": "awaiting_referrer", "why": "The school rings back.", "review_on": date(2026, 6, 3)}
    pause_clocks(arrived, what=["first_decision"], **waits, by=acting, now=MONDAY + timedelta(hours=1))
    triage(arrived, acting)
    arrived.refresh_from_db()
    assert arrived.next_due_at == MONDAY + timedelta(hours=24 + 1)


def test_a_referral_received_again_counts_from_its_arrival_without_the_time_it_was_returned(arrived, acting):
    back = {"reason": "not_enough_detail", "words": "Tell us when this happened."}
    hour = timedelta(hours=1)
    returning.return_referral(arrived, **back, by=acting, now=MONDAY + hour)
    returning.receive_again(arrived, reason="It was on Friday.", by=acting, now=MONDAY + 3 * hour)
    [first] = arrived.clocks.all()
    assert (first.started_at, first.stopped_at, first.due_at) == (MONDAY, None, MONDAY + timedelta(days=1, hours=2))
    triage(arrived, acting)
    arrived.refresh_from_db()
    assert arrived.next_due_at == MONDAY + 26 * hour


def test_a_case_returned_after_triage_keeps_its_arrival_and_every_pause(arrived, acting):
    hour = timedelta(hours=1)
    triage(arrived, acting, now=MONDAY + hour)
    waits = {"reason": "court", "why": "The hearing.", "review_on": date(2026, 6, 3)}
    pauses = pause_clocks(arrived, what=["final_decision"], **waits, by=acting, now=MONDAY + 2 * hour)
    resume_clocks(arrived, pauses=[str(pause.pk) for pause in pauses], by=acting, now=MONDAY + 3 * hour)
    back = {"reason": "not_enough_detail", "words": "Tell us when this happened."}
    returning.return_referral(arrived, **back, by=acting, now=MONDAY + 4 * hour)
    [final] = arrived.clocks.filter(stopped_at=None)
    assert (final.measure, final.pause_review_on) == ("final_decision", arrived.look_again_on or final.pause_review_on)
    returning.receive_again(arrived, reason="It was on Friday.", by=acting, now=MONDAY + 6 * hour)
    arrived.refresh_from_db()
    again = arrived.clocks.get(stopped_at=None)
    assert (again.measure, again.started_at, len(again.pauses)) == ("first_decision", MONDAY, 2)
    triage(arrived, acting, now=MONDAY + 6 * hour)
    arrived.refresh_from_db()
    assert arrived.next_due_at == MONDAY + (24 + 3) * hour


def test_a_returned_referral_waits_for_the_referrer_and_no_one_ends_that_pause(arrived, acting):
    back = {"reason": "not_enough_detail", "words": "Tell us when this happened."}
    returning.return_referral(arrived, **back, by=acting, now=MONDAY)
    [pause] = arrived.pauses.all()
    assert (pause.reason, pause.why) == ("awaiting_referrer", f"Returned: {codes.ReturnReason.NOT_ENOUGH_DETAIL.label}")
    with pytest.raises(RuleViolation, match="is returned"):
        resume_clocks(arrived, pauses=[str(pause.pk)], by=acting, now=TWO_HOURS_ON)


def test_a_blue_rating_has_no_target(arrived, acting):
    triage(arrived, acting, level="blue", way=Way.ADVICE, rationale="The school can help.")
    arrived.refresh_from_db()
    assert (arrived.next_due_at, arrived.due_measure) == (None, "")


def test_red_tells_the_duty_team_at_once_once_for_each_rating(arrived, acting):
    triage(arrived, acting, level="red")
    rating = arrived.ratings.get()
    [message] = messages("red_rating")
    assert (message.to, message.key) == ("duty@northvale.example", f"red_rating:{rating.pk}")
    assert message.context == {"reference": arrived.reference}
    assert len(lines("duty.told")) == 1
    actions.rate(arrived, level="green", reason="Seen and safe.", by=acting, now=TWO_HOURS_ON)
    actions.rate(arrived, level="red", reason="New bruising.", by=acting, now=TWO_HOURS_ON)
    assert len(messages("red_rating")) == 2


@pytest.mark.parametrize("level", ["amber", "green", "blue"])
def test_no_other_rating_disturbs_the_duty_team(arrived, acting, level):
    triage(arrived, acting, level=level)
    assert messages("red_rating") == []


def test_a_case_may_be_decided_without_partners(arrived, acting):
    triage(arrived, acting, level="red", way=Way.DECIDE, rationale="Police protection is needed now.")
    arrived.refresh_from_db()
    assert (arrived.status, arrived.recommended_exit) == (Status.DECIDING, "")
    assert arrived.moves.last().reason.endswith("Police protection is needed now.")


@pytest.mark.parametrize("way", [Way.ADVICE, Way.EARLY_HELP, Way.OPEN_TO_WORKER, Way.NO_FURTHER_ACTION])
def test_an_early_exit_goes_to_the_same_decision_and_signature(arrived, acting, way):
    triage(arrived, acting, level="green", way=way, rationale="Known and supported.")
    arrived.refresh_from_db()
    assert (arrived.status, arrived.recommended_exit) == (Status.DECIDING, way)


@pytest.mark.parametrize("way", [Way.DECIDE, Way.NO_FURTHER_ACTION])
def test_not_asking_partners_needs_its_rationale(arrived, acting, way):
    with pytest.raises(RuleViolation) as refused:
        triage(arrived, acting, way=way, rationale="  ")
    assert refused.value.field == "rationale"
    assert not arrived.ratings.exists()


def test_the_second_of_two_people_triaging_learns_who_was_first_and_with_what(arrived, northvale):
    with acting_as(northvale.manager):
        triage(arrived, northvale.manager, seen=1)
    with acting_as(northvale.second_manager):
        with pytest.raises(StalePage, match=r"Morgan Manager changed this case on 1 June 2026 at 11am.*“Triaged”"):
            triage(arrived, northvale.second_manager, level="red", seen=1)
        with pytest.raises(
            MoveNotAllowed, match=r"Morgan Manager got there first.*“Triaged” since 1 June 2026 at 11am"
        ):
            triage(arrived, northvale.second_manager, level="red")
    assert messages("red_rating") == []


def test_changing_the_rating_measures_from_the_first_start_and_keeps_the_first_clock(arrived, acting):
    triage(arrived, acting)
    later = TWO_HOURS_ON + timedelta(hours=1)
    actions.rate(arrived, level="red", reason="A sibling has been hurt.", by=acting, now=later)
    old, new = arrived.clocks.filter(measure="final_decision").order_by("rating")
    assert (old.rating, old.replaced, old.stopped_at) == ("amber", True, later)
    assert (new.rating, new.started_at, new.due_at) == ("red", MONDAY, MONDAY + timedelta(hours=4))
    arrived.refresh_from_db()
    assert (arrived.rating, arrived.next_due_at) == ("red", new.due_at)
    assert [r.level for r in arrived.ratings.all()] == ["amber", "red"]


def test_a_rating_changes_only_between_triage_and_decision(arrived, acting):
    with pytest.raises(MoveNotAllowed, match="“Received”"):
        actions.rate(arrived, level="red", reason="Too early", by=acting)
    triage(arrived, acting)
    with pytest.raises(RuleViolation) as same:
        actions.rate(arrived, level="amber", reason="The same again", by=acting)
    assert same.value.field == "level"
    with pytest.raises(RuleViolation) as silent:
        actions.rate(arrived, level="red", reason="", by=acting)
    assert silent.value.field == "reason"


def test_a_recommendation_sets_no_rating_and_waits_for_the_manager(arrived, northvale):
    with acting_as(northvale.social_worker):
        actions.recommend(
            arrived, level="green", way=Way.EARLY_HELP, reason="A food bank would do.", by=northvale.social_worker
        )
    with acting_as(northvale.manager):
        arrived.refresh_from_db()
        assert (arrived.status, arrived.rating, arrived.recommended_exit) == (Status.RECEIVED, "", "early_help")
        assert arrived.ratings.get().is_recommendation
        assert arrived.notes.get().text.startswith("Recommended at triage: Green. Early help.")
        triage(arrived, northvale.manager, way=Way.PARTNERS)
        arrived.refresh_from_db()
        assert arrived.recommended_exit == ""
        with pytest.raises(MoveNotAllowed):
            actions.recommend(arrived, level="red", way=Way.DECIDE, reason="Late", by=northvale.manager)


def test_no_line_of_the_log_holds_what_was_typed(arrived, acting):
    triage(arrived, acting, reason="Unmistakable words")
    actions.rate(arrived, level="red", reason="Unmistakable words", by=acting)
    with as_role("mash_owner"):
        assert "Unmistakable" not in str(list(Event.objects.values_list("detail", "purpose")))


def test_codes_for_exits_are_the_decision_makers_own(arrived):
    assert {way.value for way in Way if way.is_exit} == set(codes.EarlyExit.values)
