"""A restricted record is opened in an emergency, and everybody who must know is notified."""

from django.core import mail

from referrals.tasks import send_outbox
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.browsing import send, text, url

WHY = "He is at the school gate now and says he will take her."


def test_from_a_page_that_is_not_found_to_the_record_and_the_e_mails(as_person, northvale):
    hidden, _ = build_hidden(northvale)
    worker = as_person(northvale.social_worker)
    lost = worker.get(url("case", hidden))
    assert lost.status_code == 404
    assert "/break-glass/" in lost.content.decode()
    assert send(worker, "/break-glass/", wanted=hidden.reference, why=WHY).url == url("case", hidden)
    words = text(worker.get(url("case", hidden)))
    assert "Nobody else may know of this." in words
    assert "Opened in an emergency until" in words

    send_outbox.apply()
    messages = {message.to[0]: message for message in mail.outbox if "emergency" in message.subject}
    assert set(messages) == {northvale.manager.email, northvale.governance.email}
    for message in messages.values():
        assert hidden.reference in message.subject
        assert "Test" not in message.body
        assert WHY not in message.body
    assert "Broke the glass" in text(as_person(northvale.manager).get(url("who_can_see", hidden)))
