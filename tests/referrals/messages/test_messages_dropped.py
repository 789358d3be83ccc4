"""A message is checked again when it is sent: nobody is notified of what they no longer see."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.models import Agency
from agencies.people import actions
from audit.models import Event
from mash.identity import acting_as, acting_as_system
from referrals.access.bars import bar
from referrals.access.granting import grant_to_user, open_product
from referrals.casefile.actions import restrict
from referrals.casefile.emergency import open_in_emergency
from referrals.governance.actions import end_emergency
from referrals.messages.compose import KINDS
from referrals.messages.outbox import post
from referrals.models import (
    BreakGlass,
    OutboxMessage,
    Product,
    ProductGroupGrant,
    Referral,
    ReferralUserGrant,
    RequestGroupGrant,
)
from referrals.tasks import send_outbox
from tests.builders_requests import build_asked, build_ready, give_answer
from tests.database import as_role
from tests.standing import standing_case

TO_AGENCY = ["request_sent", "request_changed", "more_is_known", "chaser_before", "chaser_after"]
TO_AGENCY += ["request_withdrawn", "request_amended", "message_from_hub"]
TO_DUTY = [
    "red_rating",
    "second_signature",
    "overdue_at_hub",
    "marks_changed",
    "items_withdrawn",
    "message_from_agency",
]
TO_DUTY += ["restriction_to_lift", "asked_to_see", "red_recommended", "look_now", "answer_flagged"]
OPENS_THE_CASE = [*TO_DUTY, "break_glass_opened", "opened_by_others", "more_time", "ask_answered"]
OPENS_THE_CASE += ["restriction_carried"]
TO_REFERRER = ["acknowledgement", "returned", "feedback"]
TO_WATCHERS = ["unusual_found", "unusual_waits"]
NEEDS = {
    "feedback": {"wording": "considered_for_public"},
    "opened_by_others": {"people": "1 person"},
    "unusual_found": {"access": "01a22dd0-dae3-7247-9c39-46be4e764677"},
    "unusual_waits": {"waiting": "2", "days": "3"},
}
# Reminders, which stand or fall with what they remind of: tests/referrals/triage/test_returning.py, test_telling.py,
# tests/referrals/decisions/test_notifying.py and tests/referrals/information_requests/asking/test_red_asks_at_once.py
REMINDERS = [
    *("return_chaser", "return_unanswered", "not_confirmed", "telling_due"),
    *("authorisation_due", "notification_due"),
]
TO_GOVERNANCE = ["break_glass_to_review", "ask_to_route"]


@pytest.fixture
def case(northvale):
    referral = standing_case("ready", lambda: build_ready(northvale))
    drop_messages()
    return referral


@pytest.fixture
def asking(northvale):
    [request] = build_asked(northvale, "police")
    drop_messages()
    return request


def drop_messages() -> None:
    with as_role("mash_owner"):
        OutboxMessage.objects.all().delete()


def goes(world, template, to, reference) -> bool:
    """Return whether the message is sent; if not, check that it is marked and recorded once."""
    mail.outbox.clear()
    more = NEEDS.get(template, {})
    more |= {"reference": reference} if reference else {}
    with acting_as_system():
        post(
            template=template,
            to=to,
            hub=world.hub,
            key=f"{template}:{timezone.now().isoformat()}",
            now=timezone.now(),
            **more,
        )
    send_outbox.apply()
    send_outbox.apply()
    with acting_as_system():
        message = OutboxMessage.objects.latest("created_at")
    assert (message.sent_at is None) == (message.dropped_at is not None)
    assert len(mail.outbox) == (0 if message.dropped_at else 1)
    with acting_as(world.auditor):
        lines = Event.objects.filter(about_id=str(message.pk)).values_list("code", flat=True)
        assert list(lines) == ["message.dropped" if message.dropped_at else "message.sent"]
    return message.sent_at is not None


def test_every_template_is_tried_here():
    tried = {*REMINDERS, *TO_AGENCY, *OPENS_THE_CASE, *TO_REFERRER, *TO_GOVERNANCE, *TO_WATCHERS}
    tried |= {"product_released", "product_changed", "break_glass_ended", "sight_lost", "hub_asked"}
    tried |= {"agency_action", "own_action"}  # tests/referrals/strategy/test_actions.py
    assert set(KINDS) <= tried


@pytest.mark.parametrize("template", TO_AGENCY)
def test_an_agency_is_notified_of_a_request_only_while_it_can_see_it(northvale, asking, template):
    police = "police@northvale.example"
    assert goes(northvale, template, police, asking.reference)
    assert not goes(northvale, template, "health@northvale.example", asking.reference)
    assert not goes(northvale, template, "old.address@northvale.example", asking.reference)
    with as_role("mash_owner"):
        RequestGroupGrant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not goes(northvale, template, police, asking.reference)


@pytest.mark.parametrize("template", TO_AGENCY)
def test_an_agency_that_left_the_hub_is_not_notified(northvale, asking, template):
    Agency.objects.filter(pk=northvale.agencies["police"].pk).update(is_active=False)
    assert not goes(northvale, template, "police@northvale.example", asking.reference)


def test_nobody_is_chased_for_what_was_answered_meanwhile(northvale, asking):
    give_answer(northvale.police, asking, outcome="nothing_known")
    assert not goes(northvale, "chaser_before", "police@northvale.example", asking.reference)
    assert not goes(northvale, "chaser_after", "police@northvale.example", asking.reference)


def test_a_product_is_announced_to_the_agencies_it_was_released_to(northvale, case):
    with acting_as(northvale.manager):
        facts = {"audience": "partners", "summary": "An assessment.", "by": northvale.manager, "at": timezone.now()}
        product = Product.objects.create(referral=case, hub=northvale.hub, reference="PRD-2222-3333", number=1, **facts)
        open_product(product, agency=northvale.agencies["education"])
    assert goes(northvale, "product_released", "education@northvale.example", product.reference)
    assert goes(northvale, "product_changed", "education@northvale.example", product.reference)
    assert not goes(northvale, "product_released", "health@northvale.example", product.reference)
    with as_role("mash_owner"):
        ProductGroupGrant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not goes(northvale, "product_released", "education@northvale.example", product.reference)


@pytest.mark.parametrize("template", TO_DUTY)
def test_the_duty_address_is_the_hubs_own_of_now(northvale, case, template):
    assert goes(northvale, template, "duty@northvale.example", case.reference)
    assert not goes(northvale, template, "duty.of.last.year@northvale.example", case.reference)


@pytest.mark.parametrize("template", OPENS_THE_CASE)
def test_a_worker_is_notified_of_a_case_they_may_open(northvale, southmere, case, template):
    worker = northvale.social_worker
    assert goes(northvale, template, worker.email, case.reference)
    assert not goes(northvale, template, southmere.manager.email, case.reference)
    assert not goes(northvale, template, northvale.police.email, case.reference)
    with acting_as(northvale.manager):
        grant_to_user(case, with_user=northvale.manager, kind="named", why="restricts it", by=northvale.manager)
        Referral.objects.filter(pk=case.pk).update(restricted=True, restricted_reason="high_risk")
    assert not goes(northvale, template, worker.email, case.reference)
    assert goes(northvale, template, northvale.manager.email, case.reference)


@pytest.mark.parametrize("template", [*OPENS_THE_CASE, *TO_GOVERNANCE, *TO_REFERRER])
@pytest.mark.parametrize("how", ["barred", "suspended"])
def test_barred_and_suspended_users_are_not_notified(northvale, case, template, how):
    person = northvale.governance if template in TO_GOVERNANCE else northvale.social_worker
    assert goes(northvale, template, person.email, case.reference)
    if how == "suspended":
        actions.suspend(user=person, by=northvale.administrator)
    else:
        with acting_as(northvale.manager):
            bar(case.pk, person=person, because="related", why="Cousin.")
    assert not goes(northvale, template, person.email.upper(), case.reference)


@pytest.mark.parametrize("template", OPENS_THE_CASE)
def test_a_visitor_is_not_notified_after_their_access_ends(northvale, case, template):
    visitor = northvale.second_manager
    with acting_as(northvale.manager):
        for person in (northvale.manager, visitor):
            grant_to_user(case, with_user=person, kind="named", why="restricts it", by=northvale.manager)
        Referral.objects.filter(pk=case.pk).update(restricted=True, restricted_reason="high_risk")
    assert goes(northvale, template, visitor.email, case.reference)
    with as_role("mash_owner"):
        ReferralUserGrant.objects.filter(user=visitor).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not goes(northvale, template, visitor.email, case.reference)


@pytest.mark.parametrize("template", TO_GOVERNANCE)
def test_a_review_goes_to_users_who_have_the_role_now(northvale, case, template):
    officer = northvale.governance
    assert goes(northvale, template, officer.email, case.reference)
    assert not goes(northvale, template, northvale.manager.email, case.reference)
    actions.end_role(user=officer, role="governance", by=northvale.administrator)
    assert not goes(northvale, template, officer.email, case.reference)


def test_whose_emergency_opening_was_ended_is_told_though_they_see_the_record_no_more(northvale, case):
    worker = northvale.social_worker
    with acting_as(northvale.manager):
        restrict(case, reason="high_risk", by=northvale.manager)
    with acting_as(worker):
        open_in_emergency(case.reference, why="The child is with him tonight.", by=worker)
    drop_messages()
    assert not goes(northvale, "break_glass_ended", worker.email, case.reference)
    with acting_as(northvale.governance):
        end_emergency(BreakGlass.objects.get(), by=northvale.governance)
    drop_messages()
    assert goes(northvale, "break_glass_ended", worker.email, case.reference)
    assert not goes(northvale, "break_glass_ended", northvale.screener.email, case.reference)
    assert not goes(northvale, "break_glass_opened", worker.email, case.reference)


def test_the_user_who_asked_is_notified_of_an_answer_that_names_no_record(northvale, case):
    assert goes(northvale, "ask_answered", northvale.social_worker.email, None)


@pytest.mark.parametrize("template", TO_REFERRER)
def test_a_referrer_without_an_account_hears_back(northvale, case, template):
    assert goes(northvale, template, "teacher@school.example", case.reference)


def test_only_somebody_known_puts_a_message_in_and_nobody_takes_one_out(northvale):
    facts = {"template": "red_rating", "to": "x@y.example", "hub": northvale.hub, "now": timezone.now()}
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        post(key="nobody", **facts)
    with acting_as(draft="f" * 64):
        post(key="a draft's holder", **facts)
    with acting_as(northvale.manager):
        post(key="somebody", **facts)
        sent = OutboxMessage(
            hub=northvale.hub,
            template="x",
            to="x@y.example",
            key="k",
            created_at=timezone.now(),
            sent_at=timezone.now(),
        )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            OutboxMessage.objects.bulk_create([sent])
    with acting_as_system(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("DELETE FROM referrals_outboxmessage")
        assert OutboxMessage.objects.count() == 2


def test_only_background_work_reads_who_a_message_concerns(northvale):
    with (
        acting_as(northvale.manager),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        cursor.execute("SELECT mash_still_concerns(gen_random_uuid())")


@pytest.mark.parametrize("template", TO_WATCHERS)
@pytest.mark.parametrize("part", ["auditor", "governance"])
def test_unusual_access_is_mailed_to_those_who_read_the_log_now(northvale, southmere, template, part):
    person = getattr(northvale, part)
    assert goes(northvale, template, person.email, None)
    for other in (northvale.manager, northvale.administrator, getattr(southmere, part)):
        assert not goes(northvale, template, other.email, None)


@pytest.mark.parametrize("template", TO_WATCHERS)
def test_unusual_access_is_mailed_to_nobody_whose_role_has_ended(northvale, template):
    actions.end_role(user=northvale.governance, role="governance", by=northvale.administrator)
    assert not goes(northvale, template, northvale.governance.email, None)


def test_whoever_lost_sight_of_a_case_is_told_unless_they_are_barred_or_gone(northvale, southmere, case):
    assert goes(northvale, "sight_lost", northvale.screener.email, case.reference)
    assert not goes(northvale, "sight_lost", southmere.screener.email, case.reference)


def test_what_another_hub_asks_goes_to_the_duty_team(northvale, case):
    assert goes(northvale, "hub_asked", northvale.hub.duty_email, None)
