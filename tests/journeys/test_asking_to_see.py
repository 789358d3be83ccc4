"""A worker learns that a record exists, asks its team for access, and gets it for a time."""

from django.core import mail

from mash.identity import acting_as
from referrals.models import Ask
from referrals.tasks import send_outbox
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.browsing import send, text, url


def links(page, part: str) -> list[str]:
    return [piece.split('"')[0] for piece in page.content.decode().split('href="') if part in piece.split('"')[0]]


def test_from_the_card_to_the_record(as_person, northvale):
    hidden, seen = build_hidden(northvale)
    worker = as_person(northvale.social_worker)
    (ask_page,) = [link for link in links(worker.get(url("case", seen)), "/hidden/") if link.endswith("/ask/")]
    assert send(worker, ask_page, why="She was seen hurt today.").status_code == 302
    assert "has not answered yet" in text(worker.get(url("case", seen)))

    send_outbox.apply()
    (message,) = [message for message in mail.outbox if message.to == [northvale.manager.email]]
    assert hidden.reference in message.body
    assert "hurt" not in message.body

    manager = as_person(northvale.manager)
    with acting_as(northvale.manager):
        (ask,) = Ask.objects.all()
    (answer_page,) = links(manager.get(url("who_can_see", hidden)), f"/asks/{ask.pk}/")
    assert send(manager, answer_page, let_in="yes", how_long="today", words="Come and see me.").status_code == 302

    send_outbox.apply()
    (message,) = [message for message in mail.outbox if message.to == [northvale.social_worker.email]]
    assert hidden.reference not in message.body + message.subject
    worker = as_person(northvale.social_worker)
    assert hidden.reference in text(worker.get(url("case", seen))), "it is listed among the other referrals now"
    assert "Nobody else may know of this." in text(worker.get(url("case", hidden)))
