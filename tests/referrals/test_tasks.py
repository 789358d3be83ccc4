"""The outbox sends each message once, retries failures, and puts only references in messages."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.template import Engine
from django.template.loader import get_template
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.local.processes import wait_until
from referrals.messages.compose import ALWAYS, KINDS, compose
from referrals.messages.outbox import post
from referrals.messages.sending import send_next
from referrals.models import OutboxMessage
from referrals.tasks import send_outbox

REFERENCE = "MASH-7F3K-92QD"
CARRIED = {
    "access": "01a22dd0-dae3-7247-9c39-46be4e764677",
    "waiting": "2",
    "days": "3",
    "people": "2 people",
    "reference": REFERENCE,
    "due": "2026-03-02T15:30:00+00:00",
    "wording": "considered_for_public",
    "link": "/x/",
}


def put(hub, template="acknowledgement", key="one", to="somebody@school.example", **context):
    with acting_as_system(), transaction.atomic():
        post(
            template=template,
            to=to,
            hub=hub,
            key=key,
            now=timezone.now(),
            **(context or {"reference": REFERENCE}),
        )


def waiting() -> list[OutboxMessage]:
    with acting_as_system(), transaction.atomic():
        return list(OutboxMessage.objects.filter(sent_at=None, dropped_at=None))


class MailServerDown(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail server at mail.school.example")


@pytest.fixture
def mail_server_down(settings):
    working = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.MailServerDown"}}
    yield
    settings.MAILERS = working


def test_waiting_messages_are_sent_and_marked(northvale):
    put(northvale.hub)
    assert send_outbox.apply().result == 1
    assert [message.to for message in mail.outbox] == [["somebody@school.example"]]
    assert REFERENCE in mail.outbox[0].subject
    assert not waiting()


def test_run_twice_it_sends_once(northvale):
    put(northvale.hub)
    send_outbox.apply()
    send_outbox.apply()
    assert len(mail.outbox) == 1


def test_the_same_reason_posts_one_message(northvale):
    put(northvale.hub)
    put(northvale.hub)
    send_outbox.apply()
    assert len(mail.outbox) == 1


def test_a_sent_message_is_noted_with_its_task_and_no_address(northvale):
    put(northvale.hub)
    send_outbox.apply(task_id="task-17")
    with acting_as(northvale.auditor):
        line = Event.objects.get(code="message.sent")
    assert (line.by_name, line.request_id, line.reference) == ("SYSTEM", "task-17", REFERENCE)
    assert "school.example" not in str(line.detail)


def test_a_message_that_fails_is_kept_and_tried_later(northvale, mail_server_down):
    put(northvale.hub)
    assert send_outbox.apply().result == 0
    message = waiting()[0]
    assert (message.attempts, message.failure) == (1, "ConnectionRefusedError")
    assert message.try_after > timezone.now() + timedelta(seconds=50)
    with acting_as(northvale.auditor):
        assert Event.objects.get(code="message.failed").detail["attempts"] == 1


def test_it_waits_longer_each_time_but_never_more_than_an_hour(northvale, mail_server_down, time_machine):
    put(northvale.hub)
    waits = []
    for _ in range(9):
        send_outbox.apply()
        message = waiting()[0]
        waits.append(round((message.try_after - timezone.now()).total_seconds() / 60))
        time_machine.move_to(message.try_after + timedelta(seconds=1), tick=False)
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 60


def test_one_bad_message_does_not_hold_up_the_next(northvale):
    put(northvale.hub, key="bad", nothing="that this e-mail needs")
    put(northvale.hub, key="good")
    assert send_outbox.apply().result == 1
    assert [message.key for message in waiting()] == ["bad"]


def test_nobody_but_the_worker_reads_the_outbox(northvale):
    put(northvale.hub)
    with acting_as(northvale.manager):
        assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_another_worker_holds_is_left_to_it(northvale):
    put(northvale.hub)
    results = []

    def second_worker():
        try:
            with acting_as_system():
                results.append(send_next())
        finally:
            connection.close()

    with acting_as_system(), transaction.atomic():
        assert OutboxMessage.objects.select_for_update().get(sent_at=None)
        other = threading.Thread(target=second_worker)
        other.start()
        other.join(timeout=20)
    assert results == [None]


@pytest.mark.parametrize("template", sorted(KINDS))
def test_each_email_says_its_reference_the_hub_and_the_danger_line(northvale, settings, template):
    message = OutboxMessage(hub=northvale.hub, template=template, to="somebody@school.example", context=CARRIED)
    email = compose(message)
    assert northvale.hub.phone in email.body
    assert "999" in email.body
    assert email.subject
    assert "{" not in email.body + email.subject
    if "reference" in KINDS[template].variables:
        assert REFERENCE in email.subject
    if "link" in KINDS[template].variables:
        assert f"\n{settings.SITE_URL}/" in email.body


@pytest.mark.parametrize("template", ["acknowledgement", "returned", "return_chaser", "feedback"])
def test_an_email_to_the_public_says_nothing_to_who_shares_the_inbox(northvale, settings, template):
    settings.PUBLIC_FROM_EMAIL = "messages@northvale.example"
    context = {**CARRIED, "to_public": "yes"}
    email = compose(OutboxMessage(hub=northvale.hub, template=template, to="somebody@home.example", context=context))
    assert email.subject == "A message for you"
    assert email.from_email == "messages@northvale.example"
    prefix, _, letters = REFERENCE.partition("-")
    assert letters in email.body
    assert f"{prefix}-" not in email.body


def test_feedback_says_the_safe_wording_and_nothing_else_of_its_message(northvale):
    context = {"reference": REFERENCE, "wording": "considered_for_public", "text": "Test Child was seen"}
    message = OutboxMessage(hub=northvale.hub, template="feedback", to="somebody@school.example", context=context)
    body = compose(message).body
    assert "We have looked at it with care" in body
    assert "Test Child" not in body


@pytest.mark.parametrize("template", sorted(KINDS))
def test_an_email_template_uses_only_what_it_is_allowed(template):
    page = get_template(f"referrals/emails/{template}.txt").template
    assert variables_in(page.nodelist) <= KINDS[template].variables


def test_every_email_template_is_declared():
    folder = Engine.get_default().dirs[0] / "referrals" / "emails"
    templates = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}
    assert templates == set(KINDS)


def variables_in(nodelist) -> set[str]:
    """Return every name a template reads, including conditions and included templates."""
    names = set()
    for node in nodelist:
        if hasattr(node, "filter_expression"):
            names.add(str(node.filter_expression.var.var).split(".")[0])
        for condition, _ in getattr(node, "conditions_nodelists", []):
            names |= {str(operand.value.var) for operand in _operands(condition)}
        if hasattr(node, "template") and hasattr(node.template, "var"):
            names |= variables_in(get_template(node.template.var).template.nodelist)
        for inside in getattr(node, "child_nodelists", []):
            names |= variables_in(getattr(node, inside, None) or [])
    return names


def _operands(condition):
    if condition is None:
        return []
    if hasattr(condition, "value"):
        return [condition]
    return [*_operands(getattr(condition, "first", None)), *_operands(getattr(condition, "second", None))]


def test_no_content_of_a_case_is_among_the_variables_of_every_email():
    assert {"hub_name", "hub_phone", "hub_out_of_hours_phone", "site_url"} == ALWAYS


@pytest.mark.django_db(transaction=True)
def test_a_worker_of_its_own_sends_what_waits(celery_worker_process, northvale):
    put(northvale.hub)
    send_outbox.delay()
    wait_until(lambda: not waiting(), patience=30)
    with acting_as(northvale.auditor), transaction.atomic():
        assert Event.objects.filter(code="message.sent", by_name="SYSTEM").exclude(request_id="").count() == 1
