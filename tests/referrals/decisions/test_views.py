"""The decision pages, as each role sees them in a browser."""

from datetime import date

import pytest
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.information_requests.answering.actions import ask_for_more_time
from referrals.models import Decision, Item
from referrals.triage.ways import Way
from tests.builders import adult, build_referral, child
from tests.referrals.decisions.browsing import DRAFT, keys, lines, people, prefilled, send, text, url
from tests.referrals.decisions.stories import HOUR, MONDAY, answered, draft, fact, sign, triaged

# Collation ------------------------------------------------------------------------------------------------------------


def test_the_answers_side_by_side_and_what_is_missing(manager, shared):
    page = manager.get(url("collation", shared))
    words = text(page)
    assert "Officers found the house cold" in words
    assert "An informant says so." in words
    assert "Information held – ask the inspector" in words
    assert "Still missing Agency" in words
    assert "Northvale health" in words
    (event,) = lines("collation.opened")
    assert len(event.detail["references"]) == 2


def test_an_agency_that_asked_for_more_time_is_shown_with_its_reason(manager, northvale, case):
    referral, requests = case
    with acting_as(northvale.health):
        until, reason = MONDAY + 3 * HOUR, "The paper file is at the archive."
        ask_for_more_time(requests["health"], until=until, reason=reason, by=northvale.health, now=MONDAY)
    assert "The paper file is at the archive." in text(manager.get(url("collation", referral)))


def test_a_social_worker_learns_only_that_something_is_kept(as_person, northvale, shared):
    page = as_person(northvale.social_worker).get(url("collation", shared))
    assert "informant" not in page.content.decode()
    assert "Northvale police holds an item kept for the decision-maker" in text(page)


def test_unreadable_items_hide_their_date_kind_and_question(as_person, northvale, case):
    referral, requests = case
    with acting_as(northvale.police):
        question = requests["police"].questions.get()
    facts = {
        "kind": "order",
        "basis": "third_hand",
        "occurred_on": date(2026, 5, 2),
        "about": [1],
        "question": question,
    }
    items = [
        fact("Secret.", handling="decision_maker", **facts),
        fact("", handling="existence_only", ask_whom="DI", **facts),
    ]
    answered(requests["police"], by=northvale.police, items=items)
    for person, shown_to_them in [(northvale.social_worker, 0), (northvale.manager, 2)]:  # in the column, and by date
        words = text(as_person(person).get(url("collation", referral)))
        assert words.count("2 May 2026") == words.count("In answer to: What is known?") == shown_to_them
        assert words.count("Order or condition, reported by someone else") == shown_to_them // 2
        assert words.count("About: ") == shown_to_them
        assert "Information held – ask DI" in words


def test_a_corrected_item_does_not_show_what_nobody_may_read(as_person, northvale, case):
    referral, requests = case
    answered(requests["police"], by=northvale.police, items=[fact()])
    existence_only = fact("", handling="existence_only", ask_whom="DI", replaces=1)
    answered(requests["police"], by=northvale.police, items=[existence_only], seen=1)
    assert "See what it was" not in text(as_person(northvale.manager).get(url("collation", referral)))


def test_a_signed_decision_shows_only_the_owner_of_an_unreadable_item(as_person, northvale, case, decide):
    referral, requests = case
    secret = fact("Secret.", handling="decision_maker", kind="order", occurred_on=date(2026, 5, 2))
    answered(requests["police"], by=northvale.police, items=[secret])
    with acting_as(northvale.manager):
        drafted = draft(referral, northvale.manager, cited=[Item.objects.get().pk])
        (signed,) = sign(referral, drafted, northvale.manager)
    assert "2026-05-02" not in str(signed.frozen["items"])
    seen_by_worker, seen_by_manager = (
        text(as_person(who).get(url("decision", referral))) for who in (northvale.social_worker, northvale.manager)
    )
    assert "Northvale police Kept for the decision-maker." in seen_by_worker
    assert "2 May 2026" not in seen_by_worker
    assert "Order or condition" not in seen_by_worker
    assert "Northvale police, 2 May 2026 Order or condition, fact Secret." in seen_by_manager


def test_the_answers_show_why_an_agency_needs_time_and_what_another_searched(manager, northvale, case):
    referral, requests = case
    with acting_as(northvale.police):
        until = timezone.now() + HOUR
        ask_for_more_time(requests["police"], until=until, reason="The archive is shut.", by=northvale.police)
    answered(requests["health"], by=northvale.health, outcome="nothing_known", search_made="GP record. By: name.")
    words = text(manager.get(url("collation", referral)))
    assert ": The archive is shut." in words
    assert "Searched: GP record. By: name." in words


def test_the_chronology_can_be_filtered_and_invalid_filters_are_ignored(manager, northvale, shared):
    health = northvale.agencies["health"].pk
    assert "Nothing to show here yet" in text(manager.get(url("collation", shared), {"agency": health}))
    assert "Nothing to show here yet" not in text(
        manager.get(url("collation", shared), {"agency": "x", "kind": "\x00"})
    )


@pytest.mark.parametrize(
    "name",
    ["collation", "decide", "decision", "sign", "second_sign", "send_back", "correct", "feedback", "release", "close"],
)
def test_a_case_of_another_hub_is_unknown(as_person, southmere, case, name):
    client = as_person(southmere.manager)
    assert client.get(url(name, case[0])).status_code == 404
    assert client.get(f"/cases/MASH-2222-2222/{name.replace('_', '-')}/").status_code == 404


@pytest.mark.parametrize("part", ["screener", "police", "auditor", "administrator"])
def test_those_without_the_permission_are_refused(as_person, northvale, case, part):
    assert as_person(getattr(northvale, part)).get(url("collation", case[0])).status_code in (403, 404)


# Drafting -------------------------------------------------------------------------------------------------------------


def test_a_draft_is_saved_and_waits_for_its_signature(manager, northvale, shared):
    cited = keys(northvale, Item, position=1)
    views = {
        f"view_{northvale.agencies['police'].pk}": "agrees",
        f"view_{northvale.agencies['health'].pk}": "not_asked",
    }
    page = send(manager, url("decide", shared), subjects=people(northvale, shared), cited=cited, **DRAFT, **views)
    assert page.status_code == 302, text(page)
    with acting_as(northvale.manager):
        (decision,) = Decision.objects.all()
        assert [str(c.item_id) for c in decision.citations.all()] == cited
        assert [v.agrees for v in decision.views.order_by("agency__name")] == ["not_asked", "agrees"]
    assert "Drafted, not signed" in text(manager.get(url("decision", shared)))


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(manager, northvale, shared):
    page = send(
        manager,
        url("decide", shared),
        subjects=[],
        rationale="Typed with care 🙂 <b>",
        outcome="no_further_action",
    )
    html = page.content.decode()
    assert page.status_code == 200
    for words in ["Select who this decision is about", "Select the threshold", "Select the final rating"]:
        assert words in html
    assert "Select why no further action is taken" in html
    assert "Typed with care 🙂 &lt;b&gt;" in html
    assert html.count("<title>Error: ") == 1


def test_too_long_a_rationale_is_an_error(manager, northvale, shared):
    page = send(manager, url("decide", shared), **{**DRAFT, "rationale": "x" * 10001})
    assert "Rationale must be 10000 characters or less" in text(page)


def test_dissent_asks_for_its_reason(manager, northvale, shared):
    police = northvale.agencies["police"].pk
    views = {f"view_{police}": "disagrees", f"view_{northvale.agencies['health'].pk}": "not_asked"}
    page = send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT, **views)
    assert "Enter why Northvale police disagrees" in text(page)
    assert not keys(northvale, Decision)


def test_a_social_worker_is_not_shown_what_they_may_not_cite(as_person, northvale, shared):
    page = as_person(northvale.social_worker).get(url("decide", shared))
    assert "informant" not in page.content.decode()
    assert "Officers found" in text(page)


def test_after_a_way_out_at_triage_the_rationale_starts_from_why(manager, northvale):
    referral = triaged(northvale, way=Way.ADVICE)
    page = manager.get(url("decide", referral))
    assert "Why, at triage As agreed." in text(page)
    assert page.context["form"]["rationale"].value() == "As agreed."
    undecided = manager.get(url("decide", triaged(northvale)))
    assert not undecided.context["form"]["rationale"].value()


def test_children_and_adults_have_pages_of_their_own(manager, northvale):
    referral = triaged(northvale, people=[child(), adult()])
    page = manager.get(url("decide", referral))
    assert "Decide on the adults" in text(page)
    assert "Safeguarding enquiry" not in text(page)
    page = manager.get(url("decide", referral) + "?about=adults")
    assert "Cannot protect themselves" in text(page)


def adults_answers(**changes):
    limbs = dict.fromkeys(codes.S42Limb.values, "met") | {f"{part}_reason": "Seen." for part in codes.S42Limb.values}
    more = {
        "capacity": "has",
        "capacity_decision": "Where to live.",
        "capacity_on_day": "1",
        "capacity_on_month": "6",
        "capacity_on_year": "2026",
        "wishes_asked": "expressed",
        "wishes": "To stay at home.",
        "outcome": "s42_enquiry",
        "threshold": "s42_met",
    }
    return {**DRAFT, **limbs, **more, **changes}


def test_an_adult_is_decided_on_the_page(manager, northvale):
    referral = triaged(northvale, people=[adult()])
    page = send(
        manager, url("decide", referral), subjects=people(northvale, referral), **adults_answers(risk="not_met")
    )
    assert "A section 42 enquiry needs all three parts of the test met" in text(page)
    page = send(manager, url("decide", referral), subjects=people(northvale, referral), **adults_answers())
    assert page.status_code == 302, text(page)
    record = text(manager.get(url("sign", referral)))
    assert "To stay at home." in record
    assert "Threshold Section 42 duty met" in record


def test_an_adult_is_not_measured_by_the_levels_of_children(manager, northvale):
    page = text(manager.get(url("decide", triaged(northvale, people=[adult()]))))
    assert "Section 42 duty not met: other safeguarding enquiry" in page
    assert "child in need" not in page


def test_each_part_of_the_test_and_each_reason_has_words_of_its_own(manager, northvale):
    page = text(send(manager, url("decide", triaged(northvale, people=[adult()]))))
    for about in ["needs for care and support", "abuse or neglect", "protecting themselves"]:
        assert f"Select whether the part about {about} is met" in page
        assert f"Enter the reason for your answer about {about}" in page


def test_an_adults_errors_stand_in_the_order_the_page_asks(manager, northvale):
    page = text(send(manager, url("decide", triaged(northvale, people=[adult()]))))
    errors = ["Select the threshold", "Select the final rating", "needs for care and support is met"]
    errors += ["what is known of the person’s capacity", "Select the outcome", "Enter the rationale"]
    places = [page.index(words) for words in errors]
    assert places == sorted(places)


def test_somebody_drafted_meanwhile_and_what_was_typed_stays(manager, northvale, shared):
    opened = prefilled(manager.get(url("decide", shared)))
    send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    typed = {**DRAFT, "rationale": "Written by the second."}
    page = manager.post(url("decide", shared), {**opened, "subjects": people(northvale, shared), **typed})
    assert page.status_code == 200
    assert "Morgan Manager changed this case" in text(page)
    assert "Written by the second." in page.content.decode()
    assert len(keys(northvale, Decision)) == 1


def test_the_same_page_sent_twice_drafts_once(manager, northvale, shared):
    opened = prefilled(manager.get(url("decide", shared)))
    answers = {**opened, "subjects": people(northvale, shared), **DRAFT}
    manager.post(url("decide", shared), answers)
    assert manager.post(url("decide", shared), answers).status_code == 302
    assert len(keys(northvale, Decision)) == 1


def test_a_draft_is_changed(manager, northvale, shared):
    send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    page = manager.get(url("amend", shared, 1))
    assert "A pattern of neglect over a year." in page.content.decode()
    send(manager, url("amend", shared, 1), **{**DRAFT, "rationale": "Better said."})
    with acting_as(northvale.manager):
        assert Decision.objects.get().rationale == "Better said."
    assert manager.get(url("amend", shared, 9)).status_code == 404


def test_a_draft_a_colleague_changed_meanwhile_is_shown_beside_what_was_typed(manager, northvale, shared):
    send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    opened = prefilled(manager.get(url("amend", shared, 1)))
    send(manager, url("amend", shared, 1), **{**DRAFT, "rationale": "The colleague’s words."})
    page = manager.post(url("amend", shared, 1), {**opened, **DRAFT, "rationale": "My own words."})
    assert page.status_code == 200
    assert [(question.question, question.typed, question.now) for question in page.context["form"].standing] == [
        ("Rationale", "My own words.", "The colleague’s words.")
    ]
    assert "What you typed, and what stands now" in text(page)


def test_an_untriaged_case_says_what_to_do(manager, northvale):
    referral = build_referral(northvale)
    assert "Triage it, then decide." in text(manager.get(url("decide", referral))), "before anything is typed"
    page = send(manager, url("decide", referral), subjects=people(northvale, referral), **DRAFT)
    assert "Triage it, then decide." in text(page)


@pytest.mark.parametrize("position", [0, 9, 10**30])
def test_a_person_who_is_not_in_the_case_is_unknown(manager, case, position):
    assert manager.get(url("amend", case[0], position)).status_code == 404


def test_control_characters_do_no_harm(manager, northvale, shared):
    typed = {**DRAFT, "rationale": "Cold\x00 house\u202e, no food\x0b."}
    assert send(manager, url("decide", shared), subjects=people(northvale, shared), **typed).status_code == 302
    with acting_as(northvale.manager):
        assert Decision.objects.get().rationale == "Cold house, no food\n."
