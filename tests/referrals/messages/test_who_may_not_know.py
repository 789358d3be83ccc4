"""Each mail that brings an agency to a request or a product tells it to read who may not know, before it speaks."""

import re

import pytest
from django.urls import reverse

from referrals.messages.compose import compose
from referrals.models import OutboxMessage
from tests.builders import adult, child
from tests.builders_requests import NOT_TOLD, build_basis, build_triaged, send
from tests.referrals.decisions.browsing import text

NOT_ON_PAPER = re.compile(r'<(\w+)\s[^>]*class="[^"]*app-no-print[^"]*".*?</\1>', re.DOTALL)


@pytest.mark.parametrize(
    ("template", "where"),
    [
        ("request_sent", "the request"),
        ("chaser_before", "the request"),
        ("chaser_after", "the request"),
        ("product_released", "it"),
    ],
)
@pytest.mark.parametrize("due", ["", "2026-06-05"])
def test_it_reads_who_may_not_know_before_it_speaks_to_anybody(northvale, template, where, due):
    facts = {"reference": "REQ-0001", **({"due": due} if due else {})}
    mail = compose(OutboxMessage(hub=northvale.hub, template=template, to="a@police.example", context=facts))
    assert f"\nRead in {where} who may not know, before you speak to anybody.\n" in mail.body


def test_a_printed_request_says_who_may_not_know(northvale, as_person):
    people = [child(first_name="Aisha"), adult(first_name="Nadia", is_subject=False)]
    case = build_triaged(northvale, level="amber", people=people, concerns=["honour_based"])
    build_basis(northvale, case, by=northvale.social_worker, authorised=True, **NOT_TOLD)
    [request] = send(northvale, case)
    page = as_person(northvale.police).get(reverse("referrals:request", args=[request.reference]))
    page.content = NOT_ON_PAPER.sub("", page.text)
    printed = text(page)
    assert "Do not tell the family, or anybody close to them, that you were asked." in printed
    assert printed.count("Must not know. Do not tell them.") == len(people)
