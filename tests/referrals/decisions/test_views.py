"""The pages of deciding, as each person meets them in a browser."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from mash.identity import acting_as
from referrals import codes
from referrals.decisions.products import release
from referrals.models import Decision, Item, Product
from referrals.workflow import Status
from tests.builders import adult, build_referral, child
from tests.database import as_role
from tests.referrals.decisions.browsing import prefilled, send, text, url
from tests.referrals.decisions.stories import answered, fact, triaged

DRAFT = {
    "threshold": "3",
    "outcome": "assessment",
    "final_rating": "amber",
    "rationale": "A pattern of neglect over a year.",
    "also": ["housing_duty"],
}


def keys(world, model, **where) -> list[str]:
    with acting_as(world.manager):
        return [str(pk) for pk in model.objects.filter(**where).values_list("pk", flat=True)]


def people(world, referral) -> list[str]:
    with acting_as(world.manager):
        return [str(pk) for pk in referral.people.filter(is_subject=True).values_list("pk", flat=True)]


def fresh(world, referral):
    with acting_as(world.manager):
        referral.refresh_from_db()
        return referral


def lines(code):
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


@pytest.fixture
def told(northvale, case):
    """Police gave a fact, something for the decision-maker and something of which only the existence is told."""
    referral, requests = case
    items = [
        fact(release=["partners"]),
        fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER),
        fact("", handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector"),
    ]
    answered(requests["police"], by=northvale.police, items=items, rating="red", rating_reason="Third call.")
    return referral


@pytest.fixture
def manager(as_person, northvale):
    return as_person(northvale.manager)


def signed(manager, world, referral, **changes):
    send(manager, url("decide", referral), subjects=people(world, referral), **{**DRAFT, **changes})
    return send(manager, url("sign", referral), decisions=keys(world, Decision, state="draft"), declared="on")


# Collation ------------------------------------------------------------------------------------------------------------


def test_the_answers_side_by_side_and_what_is_missing(manager, told):
    page = manager.get(url("collation", told))
    words = text(page)
    assert "Officers found the house cold" in words
    assert "An informant says so." in words
    assert "Information held – ask the inspector" in words
    assert "Still missing Agency" in words
    assert "Northvale health" in words
    (event,) = lines("collation.opened")
    assert len(event.detail["references"]) == 2


def test_a_social_worker_learns_only_that_something_is_kept(as_person, northvale, told):
    page = as_person(northvale.social_worker).get(url("collation", told))
    assert "informant" not in page.content.decode()
    assert "Kept for the decision-maker" in text(page)


def test_the_chronology_can_be_narrowed_and_nonsense_narrows_nothing(manager, northvale, told):
    health = northvale.agencies["health"].pk
    assert "Nothing to show here yet" in text(manager.get(url("collation", told), {"agency": health}))
    assert "Nothing to show here yet" not in text(manager.get(url("collation", told), {"agency": "x", "kind": "\x00"}))


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


def test_a_draft_is_saved_and_waits_for_its_signature(manager, northvale, told):
    cited = keys(northvale, Item, position=1)
    views = {
        f"view_{northvale.agencies['police'].pk}": "agrees",
        f"view_{northvale.agencies['health'].pk}": "not_asked",
    }
    page = send(manager, url("decide", told), subjects=people(northvale, told), cited=cited, **DRAFT, **views)
    assert page.status_code == 302, text(page)
    with acting_as(northvale.manager):
        (decision,) = Decision.objects.all()
        assert [str(c.item_id) for c in decision.citations.all()] == cited
        assert [v.agrees for v in decision.views.order_by("agency__name")] == ["not_asked", "agrees"]
    assert "Drafted, not signed" in text(manager.get(url("decision", told)))


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(manager, northvale, told):
    page = send(
        manager, url("decide", told), subjects=[], rationale="Typed with care 🙂 <b>", outcome="no_further_action"
    )
    html = page.content.decode()
    assert page.status_code == 200
    for words in ["Select who this decision is about", "Select the threshold level", "Select the final rating"]:
        assert words in html
    assert "Select why no further action is taken" in html
    assert "Typed with care 🙂 &lt;b&gt;" in html
    assert html.count("<title>Error: ") == 1


def test_too_long_a_rationale_is_told_so(manager, northvale, told):
    page = send(manager, url("decide", told), **{**DRAFT, "rationale": "x" * 10001})
    assert "Rationale must be 10000 characters or less" in text(page)


def test_dissent_asks_for_its_reason(manager, northvale, told):
    police = northvale.agencies["police"].pk
    views = {f"view_{police}": "disagrees", f"view_{northvale.agencies['health'].pk}": "not_asked"}
    page = send(manager, url("decide", told), subjects=people(northvale, told), **DRAFT, **views)
    assert "Enter why the agency disagrees" in text(page)
    assert not keys(northvale, Decision)


def test_a_social_worker_is_not_shown_what_they_may_not_cite(as_person, northvale, told):
    page = as_person(northvale.social_worker).get(url("decide", told))
    assert "informant" not in page.content.decode()
    assert "Officers found" in text(page)


def test_children_and_adults_have_pages_of_their_own(manager, northvale):
    referral = triaged(northvale, people=[child(), adult()])
    page = manager.get(url("decide", referral))
    assert "Decide on the adults" in text(page)
    assert "Safeguarding enquiry" not in text(page)
    page = manager.get(url("decide", referral) + "?about=adults")
    assert "Cannot protect themselves" in text(page)


def adults_answers(**changes):
    limbs = dict.fromkeys(codes.S42Limb.values, "met") | {f"{part}_reason": "Seen." for part in codes.S42Limb.values}
    more = {"capacity": "has", "wishes_asked": "expressed", "wishes": "To stay at home.", "outcome": "s42_enquiry"}
    return {**DRAFT, **limbs, **more, **changes}


def test_an_adult_is_decided_on_the_page(manager, northvale):
    referral = triaged(northvale, people=[adult()])
    page = send(
        manager, url("decide", referral), subjects=people(northvale, referral), **adults_answers(risk="not_met")
    )
    assert "A section 42 enquiry needs all three parts of the test met" in text(page)
    page = send(manager, url("decide", referral), subjects=people(northvale, referral), **adults_answers())
    assert page.status_code == 302, text(page)
    assert "To stay at home." in text(manager.get(url("sign", referral)))


def test_somebody_drafted_meanwhile_and_what_was_typed_stays(manager, northvale, told):
    opened = prefilled(manager.get(url("decide", told)))
    send(manager, url("decide", told), subjects=people(northvale, told), **DRAFT)
    typed = {**DRAFT, "rationale": "Written by the second."}
    page = manager.post(url("decide", told), {**opened, "subjects": people(northvale, told), **typed})
    assert page.status_code == 200
    assert "Morgan Manager changed this case" in text(page)
    assert "Written by the second." in page.content.decode()
    assert len(keys(northvale, Decision)) == 1


def test_the_same_page_sent_twice_drafts_once(manager, northvale, told):
    opened = prefilled(manager.get(url("decide", told)))
    answers = {**opened, "subjects": people(northvale, told), **DRAFT}
    manager.post(url("decide", told), answers)
    assert manager.post(url("decide", told), answers).status_code == 302
    assert len(keys(northvale, Decision)) == 1


def test_a_draft_is_changed(manager, northvale, told):
    send(manager, url("decide", told), subjects=people(northvale, told), **DRAFT)
    page = manager.get(url("amend", told, 1))
    assert "A pattern of neglect over a year." in page.content.decode()
    send(manager, url("amend", told, 1), **{**DRAFT, "rationale": "Better said."})
    with acting_as(northvale.manager):
        assert Decision.objects.get().rationale == "Better said."
    assert manager.get(url("amend", told, 9)).status_code == 404


def test_an_untriaged_case_says_what_to_do(manager, northvale):
    referral = build_referral(northvale)
    page = send(manager, url("decide", referral), subjects=people(northvale, referral), **DRAFT)
    assert "Triage it, then decide." in text(page)


# Signing --------------------------------------------------------------------------------------------------------------


def test_signing_needs_the_declaration_and_freezes_the_record(manager, northvale, told):
    send(
        manager, url("decide", told), subjects=people(northvale, told), cited=keys(northvale, Item, position=1), **DRAFT
    )
    waiting = keys(northvale, Decision)
    page = send(manager, url("sign", told), decisions=waiting)
    assert "Select the box to say that you have read the record" in text(page)
    assert "Officers found the house cold" in text(page)
    assert "Rated higher by Northvale police" in text(page)
    page = send(manager, url("sign", told), decisions=waiting, declared="on")
    assert page.status_code == 302, text(page)
    assert fresh(northvale, told).status == Status.DECIDED
    page = manager.get(url("decision", told))
    assert "Unchanged since it was signed" in text(page)
    assert "No reply after" in text(page)
    assert len(lines("decision.opened")) == 1


def test_a_record_read_by_others_keeps_the_decision_makers_words(as_person, manager, northvale, told):
    cited = keys(northvale, Item, position=2)
    send(manager, url("decide", told), subjects=people(northvale, told), cited=cited, **DRAFT)
    send(manager, url("sign", told), decisions=keys(northvale, Decision), declared="on")
    assert "An informant says so." in text(manager.get(url("decision", told)))
    page = as_person(northvale.social_worker).get(url("decision", told))
    assert "informant" not in page.content.decode()
    assert "Kept for the decision-maker" in text(page)


def test_the_second_signature_is_another_managers(as_person, northvale, told):
    no_action = {"outcome": "no_further_action", "outcome_reason": "no_concern"}
    signed(as_person(northvale.manager), northvale, told, **no_action)
    page = as_person(northvale.manager).get(url("second_sign", told), follow=True)
    assert "Nothing here waits for your signature" in text(page)
    other = as_person(northvale.second_manager)
    assert "The hub asks for a second signature" in text(other.get(url("second_sign", told)))
    send(other, url("second_sign", told), decisions=keys(northvale, Decision), declared="on")
    assert fresh(northvale, told).status == Status.DECIDED


def test_the_second_manager_sends_it_back(as_person, northvale, told):
    signed(as_person(northvale.manager), northvale, told, outcome="no_further_action", outcome_reason="no_concern")
    other = as_person(northvale.second_manager)
    waiting = keys(northvale, Decision)
    assert "Enter what should change" in text(send(other, url("send_back", told), decisions=waiting))
    send(other, url("send_back", told), decisions=waiting, reason="The history was missed.")
    assert keys(northvale, Decision, state="draft")


def test_who_signs_second_at_once_is_told_who_was_first(as_person, northvale, told):
    send(as_person(northvale.manager), url("decide", told), subjects=people(northvale, told), **DRAFT)
    waiting = keys(northvale, Decision)
    other = as_person(northvale.second_manager)
    opened = prefilled(other.get(url("sign", told)))
    signing = as_person(northvale.manager)
    send(signing, url("sign", told), decisions=waiting, declared="on")
    late = as_person(northvale.second_manager)
    page = late.post(url("sign", told), {**opened, "decisions": waiting, "declared": "on"})
    assert page.status_code == 200
    assert "Morgan Manager changed this case" in text(page)


def test_a_correction_is_a_new_version_on_the_same_page(manager, northvale, told):
    signed(manager, northvale, told)
    assert "Enter why the decision needs correcting" in text(send(manager, url("correct", told)))
    send(manager, url("correct", told), subjects=people(northvale, told), reason="Wrong level.")
    send(manager, url("amend", told, 1), **{**DRAFT, "threshold": "4"})
    send(manager, url("sign", told), decisions=keys(northvale, Decision, state="draft"), declared="on")
    words = text(manager.get(url("decision", told)))
    assert "Why it was corrected: Wrong level." in words
    assert "Version 1: corrected by a later version" in words


# Feedback, close, reopen ----------------------------------------------------------------------------------------------


def test_told_closed_and_reopened(manager, northvale, told):
    signed(manager, northvale, told)
    assert "Tell the referrer, or record why not" in text(manager.get(url("close", told)))
    assert "Tell the referrer what was decided" in text(send(manager, url("close", told)))
    page = manager.get(url("feedback", told))
    assert "We have decided that an assessment is needed." in text(page)
    assert "Select how they are told" in text(send(manager, url("feedback", told), told="yes"))
    send(manager, url("feedback", told), told="yes", wording="professional_assessment", how="email")
    send(manager, url("close", told))
    assert fresh(northvale, told).status == Status.CLOSED
    assert "Enter why the case is reopened" in text(send(manager, url("reopen", told)))
    send(manager, url("reopen", told), reason="New information.")
    assert fresh(northvale, told).status == Status.DECIDING


def test_not_telling_has_its_reason(manager, northvale, told):
    signed(manager, northvale, told)
    assert "Enter why the referrer is not told" in text(send(manager, url("feedback", told), told="no"))
    assert send(manager, url("feedback", told), told="no", not_sent_reason="No way to reach them.").status_code == 302


# Products -------------------------------------------------------------------------------------------------------------


def test_only_what_was_previewed_is_released(as_person, northvale, told):
    manager = as_person(northvale.manager)
    signed(manager, northvale, told)
    assert "Select who the product is for" in text(manager.get(url("release", told), {"audience": ""}))
    where = url("release", told) + "?audience=partners"
    page = manager.get(where)
    assert "Officers found" in text(page)
    assert "informant" not in page.content.decode(), "its owner does not let it go"
    answers = {
        "agencies": [str(northvale.agencies["education"].pk)],
        "items": keys(northvale, Item, position=1),
        "summary": "An assessment starts.",
    }
    page = manager.post(where, {**prefilled(page), **answers})
    assert "Exactly what goes" in text(page)
    assert not keys(northvale, Product)
    page = manager.post(where, {**prefilled(page), **answers, "summary": "Something else."})
    assert "You changed the product after its preview" in text(page)
    assert not keys(northvale, Product)
    page = manager.post(where, {**prefilled(page), **answers, "summary": "Something else."})
    assert page.status_code == 302, text(page)
    with acting_as(northvale.manager):
        product = Product.objects.get()
    assert product.reference in text(manager.get(url("decision", told)))
    school = as_person(northvale.school)
    assert product.reference in text(school.get(reverse("referrals:products")))
    page = school.get(reverse("referrals:product", args=[product.reference]))
    assert "Officers found the house cold" in text(page)
    assert "Something else." in text(page)
    assert lines("product.listed")[0].detail["references"] == [product.reference]
    for other in [northvale.health, northvale.manager]:
        there = as_person(other).get(reverse("referrals:product", args=[product.reference]))
        assert there.status_code in (403, 404)


def test_a_list_of_products_costs_the_same_for_one_or_many(as_person, northvale, told, django_assert_num_queries):
    signed(as_person(northvale.manager), northvale, told)

    def send_one():
        with acting_as(northvale.manager):
            school = [northvale.agencies["education"]]
            release(told, audience="partners", agencies=school, items=[], summary="Act.", by=northvale.manager)

    send_one()
    school = as_person(northvale.school)
    with CaptureQueriesContext(connection) as one:
        school.get(reverse("referrals:products"))
    for _ in range(6):
        send_one()
    with django_assert_num_queries(len(one)):
        school.get(reverse("referrals:products"))


def test_the_decision_page_costs_the_same_for_one_person_or_four(manager, northvale):
    def cost(people) -> int:
        referral = triaged(northvale, people=people)
        signed(manager, northvale, referral)
        manager.get(url("decision", referral))
        with CaptureQueriesContext(connection) as counted:
            assert "Unchanged since it was signed" in manager.get(url("decision", referral)).text
        return len(counted)

    assert cost([child()]) == cost([child(first_name=f"Child {n}") for n in range(4)]) <= 30


@pytest.mark.parametrize("position", [0, 9, 10**30])
def test_a_person_who_is_not_in_the_case_is_unknown(manager, case, position):
    assert manager.get(url("amend", case[0], position)).status_code == 404


def test_control_characters_do_no_harm(manager, northvale, told):
    typed = {**DRAFT, "rationale": "Cold\x00 house\u202e, no food\x0b."}
    assert send(manager, url("decide", told), subjects=people(northvale, told), **typed).status_code == 302
    with acting_as(northvale.manager):
        assert Decision.objects.get().rationale == "Cold house, no food\n."
