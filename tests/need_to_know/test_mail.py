"""No e-mail holds any of the words planted in the records of the walk."""

import pytest
from django.core import mail
from django.template.loader import render_to_string

from mash.identity import acting_as_system
from referrals.messages.compose import KINDS
from referrals.messages.sending import send_next
from referrals.models import OutboxMessage
from tests.need_to_know.walk.words import found_in
from tests.need_to_know.walk.world import WalkWorld

pytestmark = pytest.mark.django_db


def test_no_message_and_no_mail_holds_a_word_of_a_record(world: WalkWorld):
    with acting_as_system():
        waiting = list(OutboxMessage.objects.values_list("template", "to", "key", "context"))
        while send_next() is not None:
            pass
    assert {template for template, *_ in waiting} >= {
        "acknowledgement",
        "request_sent",
        "product_released",
        "break_glass_opened",
    }
    assert len(mail.outbox) > 10
    for template, to, key, context in waiting:
        assert not {word for word in found_in(f"{key} {context}") if word.piece != "referreremail"}, (template, to)
    for message in mail.outbox:
        assert not found_in(f"{message.subject} {message.body} {message.extra_headers}"), message.subject


@pytest.mark.parametrize("template", KINDS)
def test_a_message_carries_references_times_and_counts_only(template):
    kind = KINDS[template]
    assert (kind.needs | kind.may_carry) <= {
        *("reference", "due", "until", "people", "wording", "emergency", "access", "days", "needed", "to_public"),
    }
    assert render_to_string(f"referrals/emails/{template}.txt", dict.fromkeys(kind.variables, "x"))
