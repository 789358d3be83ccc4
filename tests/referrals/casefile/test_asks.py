"""Users learn that a hidden record exists, but nothing of it; its team answers their request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.people.actions import suspend
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.access.bars import bar
from referrals.access.break_glass import existence_cards
from referrals.casefile import asks
from referrals.models import Ask, Referral
from referrals.triage.allocation import allocate
from tests import two_hands
from tests.referrals.casefile.hidden import build_hidden, posted
from tests.referrals.decisions.browsing import lines, send, text, url

WHY = "A new referral names the same child."


def put(world, seen, *, by=None):
    by = by or world.social_worker
    with acting_as(by):
        (card,) = existence_cards(seen)
        asks.put_ask(seen, card=card.card, why=WHY, by=by)
    return card


def answer(world, hidden, **changes):
    facts = {"until": timezone.now() + timedelta(hours=4), "words": "", "by": world.manager, **changes}
    with acting_as(facts["by"]):
        (ask,) = Ask.objects.filter(referral=hidden, answered_at=None)
        asks.answer_ask(hidden, ask=ask.pk, **facts)


def test_the_case_page_says_that_a_record_exists_and_nothing_of_it(northvale, as_person):
    hidden, seen = build_hidden(northvale)
    page = as_person(northvale.social_worker).get(url("case", seen)).content.decode()
    assert "A record you may not open names <strong>Test Child</strong> (almost certainly the same person)" in page
    assert hidden.reference not in page
    assert str(hidden.pk) not in page
    assert "Nobody else may know" not in page
    assert "A record you may not open" not in text(as_person(northvale.manager).get(url("case", seen)))


def test_the_holder_is_notified_by_reference_and_the_asker_learns_nothing(northvale, as_person):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.social_worker):
        (card,) = existence_cards(seen)
    client = as_person(northvale.social_worker)
    assert send(client, url("ask_to_see", seen, card.card), why="").status_code == 200
    assert send(client, url("ask_to_see", seen, card.card), why=WHY).status_code == 302
    page = client.get(url("case", seen)).content.decode()
    assert "has not answered yet" in page
    assert hidden.reference not in page
    (message,) = posted("asked_to_see")
    assert (message.to, message.context) == (northvale.manager.email, {"reference": hidden.reference})
    assert [(line.reference, WHY in str(line.detail)) for line in lines("ask.put")] == [(seen.reference, False)]


def test_the_worker_of_the_record_is_notified_rather_than_the_user_who_restricted_it(northvale):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.manager):
        allocate(hidden, to=northvale.second_manager, by=northvale.manager)
    put(northvale, seen)
    assert [message.to for message in posted("asked_to_see")] == [northvale.second_manager.email]


def test_a_worker_who_could_not_answer_is_not_asked(northvale):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.manager):
        allocate(hidden, to=northvale.social_worker, by=northvale.manager)
    put(northvale, seen, by=northvale.screener)
    assert [message.to for message in posted("asked_to_see")] == [northvale.manager.email]


def test_an_adults_manager_who_is_named_is_asked(northvale):
    hidden, seen = build_hidden(northvale)
    person = two_hands.invite(
        hub=northvale.hub,
        email="adults@northvale.example",
        name="Adults Manager",
        role="adults_manager",
        by=northvale.administrator,
    )
    with acting_as(northvale.manager):
        allocate(hidden, to=person, by=northvale.manager)
    put(northvale, seen)
    assert [message.to for message in posted("asked_to_see")] == [person.email]


def test_governance_is_notified_where_no_manager_can_answer(northvale):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.manager):
        allocate(hidden, to=northvale.social_worker, by=northvale.manager)
    with acting_as(northvale.governance):
        bar(hidden.pk, person=northvale.manager, because="related", why="Uncle.")
    put(northvale, seen, by=northvale.screener)
    assert not posted("asked_to_see")
    (message,) = posted("ask_to_route")
    assert (message.to, message.context) == (northvale.governance.email, {"reference": hidden.reference})


def test_the_duty_address_is_notified_where_there_is_no_governance_either(northvale):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.governance):
        bar(hidden.pk, person=northvale.manager, because="related", why="Uncle.")
    suspend(user=northvale.governance, by=northvale.administrator)
    put(northvale, seen)
    assert [message.to for message in posted("asked_to_see")] == [northvale.hub.duty_email]


def test_asked_twice_it_is_asked_once(northvale):
    _, seen = build_hidden(northvale)
    put(northvale, seen)
    with pytest.raises(RuleViolation, match="already asked"):
        put(northvale, seen)
    assert len(posted("asked_to_see")) == 1


def test_a_card_that_is_none_is_not_found(northvale, referral, as_person):
    for page in ["ask_to_see", "break_glass_card"]:
        assert as_person(northvale.social_worker).get(url(page, referral, "0" * 20)).status_code == 404


def test_a_user_let_in_sees_the_record_until_it_ends_and_is_notified(northvale, as_person):
    hidden, seen = build_hidden(northvale)
    put(northvale, seen)
    manager = as_person(northvale.manager)
    page = text(manager.get(url("who_can_see", hidden)))
    assert WHY in page
    assert northvale.social_worker.name in page
    with acting_as(northvale.manager):
        (ask,) = Ask.objects.filter(referral=hidden)
    let_in = {"let_in": "yes", "how_long": "hours"}
    assert send(manager, url("answer_ask", hidden, ask.pk), **let_in).status_code == 302
    page = text(manager.get(url("who_can_see", hidden)))
    assert "Visit until a set time" in page
    assert "Let in by" in page
    (message,) = posted("ask_answered")
    assert (message.to, message.context) == (northvale.social_worker.email, {"reference": seen.reference})
    assert as_person(northvale.social_worker).get(url("case", hidden)).status_code == 200


def test_a_refusal_is_shown_on_the_card_and_nothing_opens(northvale, as_person):
    hidden, seen = build_hidden(northvale)
    put(northvale, seen)
    with pytest.raises(RuleViolation, match="Enter why"):
        answer(northvale, hidden, until=None)
    answer(northvale, hidden, until=None, words="Phone me first.")
    client = as_person(northvale.social_worker)
    page = text(client.get(url("case", seen)))
    assert "not let in" in page
    assert "Phone me first." in page
    assert "Ask its team again" in page
    assert client.get(url("case", hidden)).status_code == 404


def test_an_answer_is_final_and_nobody_answers_their_own_request(northvale):
    hidden, seen = build_hidden(northvale)
    put(northvale, seen, by=northvale.second_manager)
    answer(northvale, hidden)
    put_by_manager = Ask(referral=hidden, asked_by=northvale.second_manager)
    with acting_as(northvale.manager):
        (ask,) = Ask.objects.filter(referral=hidden, asked_by=put_by_manager.asked_by)
        with pytest.raises(RuleViolation, match=r"Morgan Manager changed this ask on .*: answered it"):
            asks.answer_ask(hidden, ask=ask.pk, until=None, words="No.", by=northvale.manager)


@pytest.mark.parametrize("part", ["social_worker", "screener"])
def test_only_those_who_may_restrict_answer(northvale, as_person, part):
    hidden, seen = build_hidden(northvale)
    put(northvale, seen, by=getattr(northvale, part))
    with acting_as(northvale.manager):
        (ask,) = Ask.objects.filter(referral=hidden)
    assert as_person(getattr(northvale, part)).get(url("answer_ask", hidden, ask.pk)).status_code in (403, 404)


def test_another_hub_can_neither_ask_nor_post_for_somebody_elses_ask(northvale, southmere):
    from referrals.access.break_glass import tell_of_ask

    hidden, seen = build_hidden(northvale)
    put(northvale, seen)
    with acting_as(northvale.social_worker):
        (ask,) = Ask.objects.all()
        assert not Referral.objects.filter(pk=hidden.pk).exists()
    with acting_as(southmere.manager):
        assert existence_cards(seen) == []
        tell_of_ask(ask.pk)
    assert len(posted("asked_to_see")) == 1


def test_an_asker_who_was_barred_since_is_not_said_to_be_let_in(northvale):
    hidden, seen = build_hidden(northvale)
    put(northvale, seen)
    with acting_as(northvale.manager):
        bar(hidden.pk, person=northvale.social_worker, because="related", why="")
    with pytest.raises(RuleViolation, match="kept from this record"):
        answer(northvale, hidden)
    with acting_as(northvale.manager):
        assert not Ask.objects.filter(referral=hidden).exclude(answered_at=None).exists()
    answer(northvale, hidden, until=None, words="Speak to the duty manager.")
