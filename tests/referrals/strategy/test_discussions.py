"""A strategy discussion is recorded once on a triaged case, with who was there, and corrected by a later record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.decisions.products import suggested_summary
from referrals.models import StrategyDiscussion
from tests.builders import browser, build_referral
from tests.builders_requests import build_triaged
from tests.referrals.decisions.browsing import lines, send, text, url
from tests.referrals.strategy.stories import held, moment


def typed(world, *kinds, **changes) -> dict:
    who = {f"who_{world.agencies[kind].pk}": f"Somebody of {kind}" for kind in kinds}
    return {
        "called_by": "The police",
        **moment("held_at", timezone.now() - timedelta(hours=2)),
        "how": "video",
        "from_hub": "Sasha Socialworker",
        "agencies": [world.agencies[kind].pk for kind in kinds],
        "shared": "Three bruises in a month.",
        "outcome": "section_47_joint",
        "reasons": "He cannot have hurt himself.",
        **who,
        **changes,
    }


def test_what_was_shared_and_decided_stands_on_the_case_in_print_and_in_the_log(northvale):
    referral, worker = build_triaged(northvale), browser(northvale.social_worker)
    done = send(worker, url("record_discussion", referral), **typed(northvale, "police", "health"))
    assert done.url == url("give_action", referral)
    for page in (url("case", referral), url("case_print", referral)):
        shown = text(worker.get(page))
        assert "Section 47 enquiry, jointly with the police" in shown
        assert "Northvale police: Somebody of police" in shown
        assert "Three bruises in a month." in shown
        assert "He cannot have hurt himself." in shown
    (line,) = lines("discussion.recorded")
    assert line.reference == referral.reference
    assert "bruises" not in str(line.detail)


@pytest.mark.parametrize("kinds", [(), ("police",)])
def test_without_two_agencies_it_is_refused_and_nothing_typed_is_lost(northvale, kinds):
    referral, worker = build_triaged(northvale), browser(northvale.social_worker)
    page = send(worker, url("record_discussion", referral), **typed(northvale, *kinds))
    assert "at least two agencies" in text(page)
    assert "Three bruises in a month." in page.content.decode()
    with acting_as(northvale.social_worker):
        assert not StrategyDiscussion.objects.exists()


def test_of_each_agency_is_said_who_was_there(northvale):
    referral, worker = build_triaged(northvale), browser(northvale.social_worker)
    nobody = {f"who_{northvale.agencies['health'].pk}": ""}
    page = send(worker, url("record_discussion", referral), **typed(northvale, "police", "health", **nobody))
    assert "Enter who was there from Northvale health" in text(page)


def test_an_agency_of_another_hub_was_not_there(northvale, southmere):
    with pytest.raises(RuleViolation, match="two agencies"):
        held(
            northvale,
            build_triaged(northvale),
            attended={northvale.agencies["police"].pk: "Moss", southmere.agencies["health"].pk: "Okoro"},
        )


def test_it_is_not_recorded_before_it_was_held(northvale):
    with pytest.raises(RuleViolation, match="after it was held"):
        held(northvale, build_triaged(northvale), held_at=timezone.now() + timedelta(hours=1))


def test_a_case_that_is_not_triaged_has_none_and_the_page_says_why(northvale):
    referral, worker = build_referral(northvale), browser(northvale.social_worker)
    page = send(worker, url("record_discussion", referral), **typed(northvale, "police", "health"))
    assert "for a case that is triaged and open" in text(page)


def test_a_later_record_replaces_an_earlier_which_stays(northvale):
    referral, worker = build_triaged(northvale), browser(northvale.social_worker)
    earlier = held(northvale, referral)
    form = url("correct_discussion", referral, earlier.pk)
    assert "He cannot have hurt himself." in worker.get(form).content.decode()
    send(worker, form, **typed(northvale, "police", "health", shared="Four bruises."))
    shown = text(worker.get(url("case", referral)))
    assert "Replaced by a later record" in shown
    assert "Three bruises in a month." in shown
    assert "Four bruises." in shown
    assert shown.count("Correct this record") == 1
    page = send(worker, form, **typed(northvale, "police", "health"))
    assert "Correct the later record instead" in text(page)


def test_nobody_changes_it_not_even_past_the_pages(northvale):
    recorded = held(northvale, build_triaged(northvale))
    with acting_as(northvale.manager), pytest.raises(DatabaseError), transaction.atomic():
        StrategyDiscussion.objects.filter(pk=recorded.pk).update(shared="Nothing.")


def test_whoever_may_not_see_the_case_reads_none(northvale, southmere):
    held(northvale, build_triaged(northvale))
    for person in (northvale.police, northvale.auditor, southmere.manager):
        with acting_as(person):
            assert not StrategyDiscussion.objects.exists()


def test_a_product_begins_with_what_it_decided(northvale):
    referral = build_triaged(northvale)
    held(northvale, referral)
    with acting_as(northvale.manager):
        assert "Section 47 enquiry, jointly with the police" in suggested_summary(referral)
