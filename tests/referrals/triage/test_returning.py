"""Returning and forwarding never end cover: somebody looks again on a day, and is reminded of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from agencies.models import CodeSwitch
from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals import codes
from referrals.casefile.actions import restrict
from referrals.codes import Status
from referrals.decisions.closing import close
from referrals.models import OutboxMessage, Referral, Referrer
from referrals.tasks import send_outbox
from referrals.timing.days_due import days_due
from referrals.triage import actions, allocation, returning
from referrals.triage.queue import TABS
from referrals.triage.ways import Way
from tests.builders import adult, build_referral, child
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged
from tests.database import as_role
from tests.standing import standing_case

MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEDNESDAY = date(2026, 6, 3)
BACK = {"reason": "not_enough_detail", "words": "Tell us when this happened."}


@pytest.fixture
def arrived(northvale) -> Referral:
    return standing_case("arrived to be returned", lambda: build_referral(northvale, now=MONDAY))


@pytest.fixture
def acting(northvale):
    with acting_as(northvale.manager):
        yield northvale.manager


def give_back(referral, by, *, now=MONDAY + HOUR, **changes) -> Referral:
    returning.return_referral(referral, **{**BACK, **changes}, by=by, now=now)
    referral.refresh_from_db()
    return referral


def forward(referral, by, *, now=MONDAY + HOUR, **changes) -> Referral:
    facts = {"area": "Southmere", "why": "The family moved."}
    returning.forward(referral, **{**facts, **changes}, by=by, now=now)
    referral.refresh_from_db()
    return referral


def sent_by(moment: datetime) -> list[tuple[str, str]]:
    """Send what is due at a moment and return the template and the address of each message sent so far."""
    with time_machine.travel(moment, tick=False):
        send_outbox.apply()
    with acting_as_system():
        sent = OutboxMessage.objects.exclude(sent_at=None).order_by("sent_at", "template", "to")
        return [(message.template, message.to) for message in sent]


# A return ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["agreement_missing", "informing_missing"])
def test_the_public_are_never_sent_to_the_family(arrived, acting, reason):
    with as_role("mash_owner"):
        Referral.objects.update(source_code=codes.SourceCode.ACQUAINTANCE)
    with pytest.raises(RuleViolation) as refused:
        give_back(arrived, acting, reason=reason)
    assert refused.value.field == "reason"


def test_no_email_leaves_where_it_is_not_said_to_be_safe_and_the_case_says_so(arrived, acting):
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=False, safe_to_email="no")
    give_back(arrived, acting)
    assert "No e-mail was sent" in arrived.moves.last().reason
    assert {template for template, _ in sent_by(MONDAY + 30 * DAY)}.isdisjoint({"returned", "return_chaser"})


def test_a_returned_referral_is_still_ours_and_due_again_after_two_working_days(arrived, acting):
    give_back(arrived, acting)
    assert (arrived.status, arrived.is_ended) == (Status.RETURNED, False)
    assert (arrived.look_again_on, arrived.look_again_by) == (WEDNESDAY, acting)
    assert (arrived.due_measure, arrived.next_due_at) == ("return_review", MONDAY + 2 * DAY)
    assert Status.RETURNED in TABS
    assert list(Referral.objects.overdue(MONDAY + 2 * DAY + HOUR)) == [arrived]
    [day] = days_due(arrived, MONDAY + 2 * DAY + HOUR)
    assert (day.label, day.who, day.view.words) == ("Second look at what was returned", acting, "overdue by 1 h")


def test_the_sender_is_reminded_once_and_then_the_hub_is_told(arrived, acting, northvale):
    allocation.allocate(arrived, to=northvale.social_worker, by=acting, now=MONDAY)
    give_back(arrived, acting, look_again_by=northvale.social_worker)
    teacher, duty, worker = "teacher@school.example", "duty@northvale.example", northvale.social_worker.email
    at_once = [("acknowledgement", teacher), ("returned", teacher)]
    assert [message for message in sent_by(MONDAY + HOUR) if message in at_once] == at_once
    assert ("return_chaser", teacher) not in sent_by(MONDAY + DAY)
    assert ("return_chaser", teacher) in sent_by(MONDAY + DAY + HOUR)  # half of the time has gone
    assert ("return_unanswered", duty) not in sent_by(MONDAY + 2 * DAY - HOUR)
    sent = sent_by(MONDAY + 2 * DAY + HOUR)
    assert [message for message in sent if message[0] == "return_unanswered"] == [
        ("return_unanswered", duty),
        ("return_unanswered", worker),
    ]
    assert len(sent_by(MONDAY + 30 * DAY)) == len(sent)


def test_nobody_is_reminded_of_what_was_received_again(arrived, acting):
    give_back(arrived, acting)
    returning.receive_again(arrived, reason="It was on Friday.", by=acting, now=MONDAY + 2 * HOUR)
    arrived.refresh_from_db()
    assert (arrived.look_again_on, arrived.look_again_by, arrived.due_measure) == (None, None, "first_decision")
    assert not [template for template, _ in sent_by(MONDAY + 5 * DAY) if template.startswith("return_")]


def test_asked_again_there_is_a_new_day_and_the_old_reminders_are_dropped(arrived, acting):
    give_back(arrived, acting)
    give_back(arrived, acting, now=MONDAY + DAY, look_again_on=date(2026, 6, 8))
    assert arrived.next_due_at == datetime(2026, 6, 8, 9, tzinfo=MONDAY.tzinfo)
    assert [template for template, _ in sent_by(MONDAY + 4 * DAY)].count("return_unanswered") == 0
    assert [template for template, _ in sent_by(MONDAY + 8 * DAY)].count("return_unanswered") == 2


def test_the_mail_says_what_is_needed_that_we_have_heard_and_that_it_is_open(arrived, acting):
    give_back(arrived, acting)
    mail.outbox.clear()
    sent_by(MONDAY + HOUR)
    body = next(message.body for message in mail.outbox if "needs more from you" in message.subject)
    assert "heard your worry" in body
    assert "what you saw or heard, when and where" in body
    assert "still open with us. We look at it again on 3 June 2026" in body
    assert "when this happened" not in body  # the manager's own words are told by phone


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"words": " "}, "words", "what the referrer needs to do"),
        ({"reason": "wrong_area"}, "reason", "that your hub offers"),
        ({"look_again_on": date(2026, 6, 1)}, "look_again_on", "after today"),
        ({"look_again_on": date(2026, 6, 6)}, "look_again_on", "when your hub is open"),
        ({"look_again_on": date(2026, 6, 16)}, "look_again_on", "within 10 working days"),
    ],
)
def test_what_leaves_a_gap_is_refused_beside_its_question(arrived, acting, changes, field, says):
    with pytest.raises(RuleViolation, match=says) as refused:
        give_back(arrived, acting, **changes)
    assert refused.value.field == field


def test_who_looks_again_works_in_the_hub(arrived, acting, northvale, southmere):
    for person in (northvale.police, southmere.manager):
        with pytest.raises(RuleViolation) as refused:
            give_back(arrived, acting, look_again_by=person)
        assert refused.value.field == "look_again_by"


def test_of_a_restricted_case_only_who_works_on_it_looks_again(northvale, acting, arrived):
    arrived = restrict(arrived, reason="high_risk", by=acting, now=MONDAY)
    assert returning.may_look_again(arrived, by=acting) == [acting]


# Red -----------------------------------------------------------------------------------------------------------------


def test_a_red_referral_is_never_returned(northvale, acting):
    in_danger = build_referral(northvale, now=MONDAY, immediate_danger="yes")
    recommended, rated = (build_referral(northvale, now=MONDAY) for _ in range(2))
    actions.recommend(recommended, level="red", way=Way.DECIDE, reason="Burns.", by=acting, now=MONDAY)
    actions.triage(rated, level="red", way=Way.PARTNERS, reason="Burns.", by=acting, now=MONDAY)
    for referral in (in_danger, recommended, rated):
        with pytest.raises(RuleViolation, match="Phone the referrer for what is missing"):
            give_back(referral, acting)
        referral.refresh_from_db()
        assert referral.status != Status.RETURNED


def test_what_was_triaged_since_counts_and_no_longer_what_was_reported(northvale, acting):
    referral = build_referral(northvale, now=MONDAY, immediate_danger="yes")
    actions.triage(referral, level="green", way=Way.PARTNERS, reason="Safe with her aunt.", by=acting, now=MONDAY)
    assert give_back(referral, acting).status == Status.RETURNED


def test_a_later_milder_recommendation_counts(arrived, acting):
    for level in ("red", "green"):
        actions.recommend(arrived, level=level, way=Way.DECIDE, reason="Seen.", by=acting, now=MONDAY)
    assert give_back(arrived, acting).status == Status.RETURNED


# Reasons -------------------------------------------------------------------------------------------------------------


def test_the_public_is_never_asked_to_tell_the_family_or_for_its_agreement(northvale, acting, arrived):
    neighbour = build_referral(northvale, now=MONDAY, source_code=codes.SourceCode.ACQUAINTANCE)
    only = {code for code, _ in returning.reasons_for(arrived)} - {code for code, _ in returning.reasons_for(neighbour)}
    assert only == {"agreement_missing", "informing_missing"}
    with pytest.raises(RuleViolation):
        give_back(neighbour, acting, reason="informing_missing")


def test_nor_is_anybody_where_somebody_does_not_know_of_the_sharing(northvale, acting):
    case = build_triaged(northvale, level="amber")
    build_basis(northvale, case, by=northvale.social_worker, **NOT_TOLD)
    assert not {"agreement_missing", "informing_missing"} & dict(returning.reasons_for(case)).keys()


def test_the_reasons_offered_fit_the_person_the_hub_and_the_day(northvale, acting):
    man = build_referral(northvale, now=MONDAY, people=[adult()])
    offered = dict(returning.reasons_for(man))
    assert "agreement_missing" not in offered  # early help is for families
    assert "wrong_area" not in offered
    CodeSwitch.objects.create(hub=northvale.hub, list="return_reason", code="informing_missing", is_offered=False)
    assert "informing_missing" not in dict(returning.reasons_for(build_referral(northvale, people=[child()])))


def test_an_old_return_still_says_what_it_said(arrived, acting):
    assert codes.ReturnReason("wrong_area").label == "The person lives in another council’s area"


# Another area --------------------------------------------------------------------------------------------------------


def test_a_forwarded_case_stays_ours_with_its_clocks_until_it_is_confirmed(arrived, acting):
    forward(arrived, acting)
    assert (arrived.status, arrived.forwarded_to) == (Status.RECEIVED, "Southmere")
    assert arrived.clocks.get(measure="first_decision").stopped_at is None
    assert arrived.due_measure == "first_decision"  # sooner than the confirmation
    triaged = actions.triage(arrived, level="green", way=Way.PARTNERS, reason="Mild.", by=acting, now=MONDAY + 2 * HOUR)
    assert (triaged.due_measure, triaged.next_due_at) == ("confirmation", MONDAY + 2 * DAY)
    assert "confirmed" not in arrived.notes.get().text.replace("has not confirmed", "")
    assert "Southmere" not in str(lines("referral.forwarded"))


def test_the_hub_is_reminded_of_a_confirmation_that_has_not_come(arrived, acting):
    forward(arrived, acting)
    sent = [message for message in sent_by(MONDAY + 2 * DAY + HOUR) if message[0] == "not_confirmed"]
    assert sent == [("not_confirmed", "duty@northvale.example"), ("not_confirmed", acting.email)]


def test_confirmed_it_ends_here_and_says_by_whom_when_and_how(arrived, acting):
    actions.triage(arrived, level="amber", way=Way.PARTNERS, reason="Hungry.", by=acting, now=MONDAY)
    forward(arrived, acting)
    returning.transfer(
        arrived, confirmed_by="Pat Duty", confirmed_on=date(2026, 6, 1), confirmed_how="phone", by=acting,
        now=MONDAY + 2 * HOUR,
    )  # fmt: skip
    arrived.refresh_from_db()
    assert (arrived.status, arrived.next_due_at, arrived.look_again_on) == (Status.TRANSFERRED, None, None)
    assert arrived.moves.last().reason == ("To Southmere. By phone, 1 June 2026: Pat Duty confirmed that they have it.")
    assert arrived.clocks.get(measure="final_decision").replaced
    assert [line.detail["confirmed"] for line in lines("referral.transferred")] == ["phone"]
    assert "Southmere" not in str([line.detail for line in lines("referral.transferred")])
    assert not [template for template, _ in sent_by(MONDAY + 5 * DAY) if template == "not_confirmed"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"confirmed_by": " "}, "confirmed_by"), ({"confirmed_on": date(2026, 6, 2)}, "confirmed_on")],
)
def test_a_confirmation_names_somebody_and_is_not_of_tomorrow(arrived, acting, changes, field):
    forward(arrived, acting)
    facts = {"confirmed_by": "Pat Duty", "confirmed_on": date(2026, 6, 1), "confirmed_how": "phone"}
    with pytest.raises(RuleViolation) as refused:
        returning.transfer(arrived, **{**facts, **changes}, by=acting, now=MONDAY + 2 * HOUR)
    assert refused.value.field == field


def test_nothing_is_transferred_or_kept_that_was_not_forwarded(arrived, acting):
    confirmed = {"confirmed_by": "Pat Duty", "confirmed_on": date(2026, 6, 1), "confirmed_how": "phone"}
    for action, facts in ((returning.transfer, confirmed), (returning.keep, {"why": "No."})):
        with pytest.raises(RuleViolation, match="not forwarded"):
            action(arrived, **facts, by=acting, now=MONDAY)


def test_a_case_is_handed_to_the_hub_that_it_was_forwarded_to(arrived, acting, southmere):
    forward(arrived, acting, to_hub=southmere.hub)
    confirmed = {"confirmed_by": "Pat Duty", "confirmed_on": date(2026, 6, 1), "confirmed_how": "phone"}
    returning.transfer(arrived, **confirmed, by=acting, now=MONDAY + 2 * HOUR)
    assert [line.detail["to_hub"] for line in lines("grant.given")] == [southmere.hub.pk]


def test_a_restricted_case_is_not_opened_to_the_team_of_another_hub(arrived, acting, southmere):
    forward(arrived, acting, to_hub=southmere.hub)
    restrict(arrived, reason="high_risk", by=acting)
    confirmed = {"confirmed_by": "Pat Duty", "confirmed_on": date(2026, 6, 1), "confirmed_how": "phone"}
    with pytest.raises(RuleViolation, match="End the restriction first"):
        returning.transfer(arrived, **confirmed, by=acting, now=MONDAY + 2 * HOUR)
    with pytest.raises(RuleViolation, match="End the restriction first"):
        forward(arrived, acting, to_hub=southmere.hub)
    # forwarded without naming a hub, it opens nothing to anybody
    forward(arrived, acting, to_hub=None)
    returning.transfer(arrived, **confirmed, by=acting, now=MONDAY + 2 * HOUR)
    assert not lines("grant.given") or "to_hub" not in str([line.detail for line in lines("grant.given")])


def test_not_taken_it_is_kept_and_due_by_its_clock_alone(arrived, acting):
    forward(arrived, acting)
    returning.keep(arrived, why="They live here in the week.", by=acting, now=MONDAY + 2 * HOUR)
    arrived.refresh_from_db()
    assert (arrived.is_forwarded, arrived.look_again_on, arrived.due_measure) == (False, None, "first_decision")
    assert arrived.notes.last().text == "Not taken by Southmere, and kept: They live here in the week."
    assert not [template for template, _ in sent_by(MONDAY + 5 * DAY) if template == "not_confirmed"]


def test_a_case_that_waits_for_a_confirmation_is_not_closed(arrived, acting):
    forward(arrived, acting)
    Referral.objects.filter(pk=arrived.pk).update(status=Status.DECIDED)
    with pytest.raises(RuleViolation, match="Southmere has not confirmed"):
        close(arrived, by=acting, now=MONDAY + 3 * HOUR)


def lines(code: str) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


# What the sender is not to learn --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_professional", "is_known", "needed"),
    [(True, True, "duplicate"), (True, False, "other"), (False, True, "other"), (False, False, "other")],
)
def test_only_a_known_colleague_reads_that_others_have_told_us(arrived, acting, is_professional, is_known, needed):
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=is_professional, safe_to_email="yes")
        Referral.objects.update(created_by=arrived.created_by if is_known else None)
    arrived = Referral.objects.select_related("referrer").get(pk=arrived.pk)
    give_back(arrived, acting, reason="duplicate")
    with acting_as_system():
        reasons = {
            row.context["needed"] for row in OutboxMessage.objects.filter(template__in=["returned", "return_chaser"])
        }
    assert reasons == {needed}
    assert "We already have this referral" in arrived.moves.last().reason  # the hub reads why
