"""An e-mail that fails for good is shown on its case: who was not informed, of what, and what to do next."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation
from referrals.codes import Status
from referrals.decisions import closing
from referrals.messages.compose import KINDS
from referrals.messages.sending import GIVE_UP_AFTER
from referrals.messages.undelivered import COLLEAGUE, DUTY, TELL_COLLEAGUE, TELL_DUTY, WORDS, undelivered_of
from referrals.models import OutboxMessage, Referral
from referrals.tasks import send_outbox
from referrals.triage.ways import Way
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged, give_answer
from tests.referrals.decisions.stories import build_asked_case, draft, sign

# Of these no case could say anything.
ABOUT_NO_CASE = {
    **dict.fromkeys(("unusual_found", "unusual_waits"), "about the access log"),
    "hub_asked": "about the case of another hub",
}
FAULTS = {
    "refused": SMTPRecipientsRefused({"gone@school.example": (550, b"no such user")}),
    "greylisted": SMTPRecipientsRefused({"busy@school.example": (450, b"try again")}),
    "lost": SMTPServerDisconnected("gone"),
}


class Failing(EmailBackend):
    fault: Exception

    def send_messages(self, messages):
        raise self.fault


@pytest.fixture
def failing(settings, monkeypatch):
    """Return failing(name), after which no e-mail can be sent."""

    def begin(name: str) -> None:
        monkeypatch.setattr(Failing, "fault", FAULTS[name], raising=False)
        settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Failing"}}

    return begin


@pytest.fixture
def informed(northvale):
    """A decided case whose referrer was told by e-mail."""
    referral, _ = build_asked_case(northvale)
    send_outbox.apply()
    with acting_as(northvale.manager):
        sign(referral, draft(referral, northvale.manager), northvale.manager)
        tell(northvale, referral)
    return referral


def tell(world, referral, how=closing.How.EMAIL):
    wording = closing.wordings_for(referral)[0].key
    return closing.send_feedback(referral, wording=wording, how=how, by=world.manager)


def given_up(world, referral) -> list[str]:
    with acting_as(world.manager):
        return [message.template for message in undelivered_of(referral)]


def page_of(browser, referral) -> str:
    return " ".join(browser.get(f"/cases/{referral.reference}/").text.split())


@pytest.mark.parametrize(("fault", "at_once"), [("refused", True), ("greylisted", False), ("lost", False)])
def test_only_a_refusal_for_good_gives_it_up_at_once(northvale, informed, failing, fault, at_once):
    failing(fault)
    send_outbox.apply()
    assert ("feedback" in given_up(northvale, informed)) == at_once


def test_after_a_day_of_failing_it_is_given_up(northvale, informed, failing, time_machine):
    failing("lost")
    start = timezone.now()
    time_machine.move_to(start + GIVE_UP_AFTER - timedelta(minutes=1), tick=False)
    send_outbox.apply()
    assert given_up(northvale, informed) == []
    time_machine.move_to(start + GIVE_UP_AFTER + timedelta(minutes=2), tick=False)
    send_outbox.apply()
    assert given_up(northvale, informed) == ["feedback"]
    with acting_as(northvale.auditor):
        assert Event.objects.get(code="message.given_up").reference == informed.reference
    with acting_as_system():
        assert not OutboxMessage.objects.filter(sent_at=None, dropped_at=None, failed_at=None).exists()


def test_a_reminder_is_tried_for_a_day_from_when_it_is_due(northvale, failing, time_machine):
    referral = build_triaged(northvale, level="amber", way=Way.PARTNERS, rationale="As agreed.")
    day = timezone.localdate() + timedelta(days=7)
    build_basis(northvale, referral, **NOT_TOLD | {"tell_by": day}, by=northvale.social_worker)
    with acting_as_system():
        due = OutboxMessage.objects.filter(template="telling_due").values_list("try_after", flat=True)[0]
    failing("lost")
    for late, is_given_up in ((timedelta(minutes=1), False), (GIVE_UP_AFTER + timedelta(minutes=2), True)):
        time_machine.move_to(due + late, tick=False)
        send_outbox.apply()
        assert ("telling_due" in given_up(northvale, referral)) == is_given_up


def test_once_told_in_another_way_the_case_no_longer_says_that_they_were_not(northvale, informed, failing, as_person):
    failing("refused")
    send_outbox.apply()
    with acting_as(northvale.manager):
        tell(northvale, informed, how=closing.How.PHONE)
    assert "feedback" not in given_up(northvale, informed)
    assert "was not told what was decided" not in page_of(as_person(northvale.manager), informed)


def test_nobody_is_named_who_was_to_be_reminded_of_what_is_done(northvale, failing, time_machine):
    referral = build_triaged(northvale, level="amber", way=Way.PARTNERS, rationale="As agreed.")
    day = timezone.localdate() + timedelta(days=7)
    build_basis(northvale, referral, **NOT_TOLD | {"tell_by": day}, by=northvale.social_worker)
    failing("refused")
    time_machine.move_to(timezone.now() + timedelta(days=8), tick=False)
    send_outbox.apply()
    assert "telling_due" in given_up(northvale, referral)
    build_basis(northvale, referral, by=northvale.social_worker)
    assert "telling_due" not in given_up(northvale, referral)


def test_an_agency_that_has_answered_was_told_of_its_request(northvale, failing):
    referral, requests = build_asked_case(northvale, ("police",))
    failing("refused")
    send_outbox.apply()
    assert "request_sent" in given_up(northvale, referral)
    give_answer(northvale.police, requests["police"])
    assert "request_sent" not in given_up(northvale, referral)


def test_the_case_says_who_was_not_told_and_telling_them_is_the_next_step(northvale, informed, failing, as_person):
    failing("refused")
    send_outbox.apply()
    manager = as_person(northvale.manager)
    page = page_of(manager, informed)
    assert "The referrer was not told what was decided." in page
    assert "Tell them in another way and record it under Tell the referrer." in page
    assert manager.get(f"/cases/{informed.reference}/").context["case"].step.name == "feedback"
    queue = manager.get("/queue/?stage=decided&waiting=not_told")
    assert [row.referral.pk for row in queue.context["queue"].rows] == [informed.pk]
    assert "Referrer not told" in queue.text
    with acting_as(northvale.manager), pytest.raises(RuleViolation, match="Tell the referrer"):
        closing.close(informed, by=northvale.manager)


def test_once_they_are_told_in_another_way_it_is_done(northvale, informed, failing, as_person):
    failing("refused")
    send_outbox.apply()
    with acting_as(northvale.manager):
        tell(northvale, informed, how=closing.How.PHONE)
    manager = as_person(northvale.manager)
    assert manager.get(f"/cases/{informed.reference}/").context["case"].step.name == "close"
    assert list(manager.get("/queue/?stage=decided&waiting=not_told").context["queue"].rows) == []


def test_a_case_closed_meanwhile_has_its_referrer_told_all_the_same(northvale, informed, failing, as_person):
    with acting_as(northvale.manager):
        closing.close(informed, by=northvale.manager)
    failing("refused")
    send_outbox.apply()
    manager = as_person(northvale.manager)
    assert manager.get(f"/cases/{informed.reference}/").context["case"].step.name == "feedback"
    with acting_as(northvale.manager):
        tell(northvale, informed, how=closing.How.LETTER)
        assert Referral.objects.get(pk=informed.pk).status == Status.CLOSED
        with pytest.raises(RuleViolation):
            tell(northvale, informed, how=closing.How.LETTER)


def test_an_agency_that_was_not_told_of_its_request_is_named(northvale, failing, as_person):
    failing("refused")
    referral, _ = build_asked_case(northvale)
    send_outbox.apply()
    page = page_of(as_person(northvale.manager), referral)
    for agency in (northvale.police.agency, northvale.health.agency):
        assert f"{agency.name} was not told that it is asked." in page
    assert agency.notice_email not in page


def test_a_request_whose_agency_has_another_address_by_now_is_said_to_be_unannounced(northvale, as_person):
    referral, _ = build_asked_case(northvale, kinds=("police",))
    with acting_as_system():
        OutboxMessage.objects.filter(template="request_sent").update(to="old@police.example")
        send_outbox.apply()
    assert given_up(northvale, referral) == ["request_sent"]


def test_of_a_reminder_to_two_each_is_named(northvale, failing, as_person, time_machine):
    referral = build_triaged(northvale, level="amber", way=Way.PARTNERS, rationale="As agreed.")
    day = timezone.localdate() + timedelta(days=7)
    build_basis(northvale, referral, **NOT_TOLD | {"tell_by": day}, by=northvale.social_worker)
    failing("refused")
    time_machine.move_to(timezone.now() + timedelta(days=8), tick=False)
    send_outbox.apply()
    with acting_as(northvale.manager):
        missed = [message for message in undelivered_of(referral) if message.template == "telling_due"]
    assert sorted((message.who, message.next_step) for message in missed) == [
        (COLLEAGUE, TELL_COLLEAGUE),
        (DUTY, TELL_DUTY),
    ]
    assert "The duty team was not told that the day has come to tell those who do not know." in page_of(
        as_person(northvale.manager), referral
    )


def test_nobody_learns_of_it_who_does_not_see_the_case(northvale, southmere, informed, failing):
    failing("refused")
    send_outbox.apply()
    for person in (southmere.manager, northvale.police, northvale.administrator, northvale.auditor):
        with acting_as(person):
            assert undelivered_of(informed) == []


def test_every_message_has_words_for_when_it_is_given_up():
    assert set(WORDS) | set(ABOUT_NO_CASE) == set(KINDS)
    assert not set(WORDS) & set(ABOUT_NO_CASE)
