"""The pages after the signature: the record, corrections, feedback, closing and products."""

from datetime import timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mash.identity import acting_as
from referrals.codes import Status
from referrals.decisions.products import release
from referrals.facts.actions import Provenance, record_fact
from referrals.information_requests.answering.actions import change_handling
from referrals.models import Decision, Item, Product, Referrer
from tests.builders import child
from tests.database import as_role
from tests.referrals.decisions.browsing import (
    DRAFT,
    fresh,
    keys,
    lines,
    people,
    prefilled,
    send,
    signed,
    text,
    url,
)
from tests.referrals.decisions.stories import triaged

# Signing --------------------------------------------------------------------------------------------------------------


def test_signing_needs_the_declaration_and_freezes_the_record(manager, northvale, shared):
    send(
        manager,
        url("decide", shared),
        subjects=people(northvale, shared),
        cited=keys(northvale, Item, position=1),
        **DRAFT,
    )
    waiting = keys(northvale, Decision)
    page = send(manager, url("sign", shared), decisions=waiting)
    assert "Select the box to say that you have read the record" in text(page)
    assert "Officers found the house cold" in text(page)
    assert "Rated higher by Northvale police" in text(page)
    page = send(manager, url("sign", shared), decisions=waiting, declared="on")
    assert page.status_code == 302, text(page)
    assert fresh(northvale, shared).status == Status.DECIDED
    page = manager.get(url("decision", shared))
    assert "Not sealed yet" in text(page)
    assert "No reply after" in text(page)
    assert len(lines("decision.opened")) == 1


def test_facts_that_changed_since_stand_beside_what_was_signed(manager, northvale, shared):
    send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    send(manager, url("sign", shared), decisions=keys(northvale, Decision), declared="on")
    assert "Facts changed since it was signed" not in text(manager.get(url("decision", shared)))
    provenance = Provenance(source="document", certainty="checked", why="The birth certificate.")
    with acting_as(northvale.manager):
        child_ = shared.people.get(position=1)
        value = {"first_name": "Corrected"}
        record_fact(shared, person=child_, kind="name", value=value, provenance=provenance, by=northvale.manager)
    page = text(manager.get(url("decision", shared)))
    assert "Facts changed since it was signed" in page
    assert "Name of Corrected" in page
    assert f"About {child_.display_name}" in page  # as it was signed


def test_a_record_read_by_others_keeps_the_decision_makers_words(as_person, manager, northvale, shared):
    cited = keys(northvale, Item, position=2)
    send(manager, url("decide", shared), subjects=people(northvale, shared), cited=cited, **DRAFT)
    send(manager, url("sign", shared), decisions=keys(northvale, Decision), declared="on")
    assert "An informant says so." in text(manager.get(url("decision", shared)))
    page = as_person(northvale.social_worker).get(url("decision", shared))
    assert "informant" not in page.content.decode()
    assert "Kept for the decision-maker" in text(page)


def test_the_second_signature_is_another_managers(as_person, northvale, shared):
    no_action = {
        "outcome": "no_further_action",
        "outcome_reason": "no_concern",
        "threshold": "2",
        "final_rating": "green",
    }
    signed(as_person(northvale.manager), northvale, shared, **no_action)
    page = as_person(northvale.manager).get(url("second_sign", shared), follow=True)
    assert "Another manager must now give the second signature" in page.text
    assert "Nothing here waits for your signature" in text(page)
    other = as_person(northvale.second_manager)
    assert "The hub asks for a second signature" in text(other.get(url("second_sign", shared)))
    send(other, url("second_sign", shared), decisions=keys(northvale, Decision), declared="on")
    assert fresh(northvale, shared).status == Status.DECIDED


def test_the_second_manager_sends_it_back(as_person, northvale, shared):
    signed(
        as_person(northvale.manager),
        northvale,
        shared,
        outcome="no_further_action",
        outcome_reason="no_concern",
        threshold="2",
        final_rating="green",
    )
    other = as_person(northvale.second_manager)
    waiting = keys(northvale, Decision)
    assert "Enter what should change" in text(send(other, url("send_back", shared), decisions=waiting))
    send(other, url("send_back", shared), decisions=waiting, reason="The history was missed.")
    assert keys(northvale, Decision, state="draft")


NO_ACTION = {
    "outcome": "no_further_action",
    "outcome_reason": "no_concern",
    "threshold": "2",
    "final_rating": "green",
}


def hide(world, position=1):
    with acting_as(world.police):
        item = Item.objects.get(position=position)
        change_handling(item, handling="existence_only", ask_whom="the inspector", by=world.police)


def test_nothing_is_signed_but_what_the_page_showed(as_person, northvale, shared):
    manager, cited = as_person(northvale.manager), keys(northvale, Item, position=1)
    send(manager, url("decide", shared), subjects=people(northvale, shared), cited=cited, **DRAFT)
    opened = prefilled(manager.get(url("sign", shared)))
    hide(northvale)
    unticked = as_person(northvale.manager).post(url("sign", shared), opened)
    assert "Select the box" in text(unticked)
    page = manager.post(url("sign", shared), {**prefilled(unticked), "declared": "on"})
    assert "The record has changed since you opened this page" in text(page)
    assert "declared" not in prefilled(page), "nobody has declared having read the new version"
    assert "“Information it rests on” and “Decided without”" in text(page)
    assert "Information held. Its owner lets nobody read the words." in text(page)
    assert keys(northvale, Decision, state="draft")
    assert manager.post(url("sign", shared), {**prefilled(page), "declared": "on"}).status_code == 302
    assert keys(northvale, Decision, state="signed")


def test_time_that_passes_changes_nothing_that_was_shown(manager, northvale, shared):
    send(manager, url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    opened = prefilled(manager.get(url("sign", shared)))
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        page = manager.post(url("sign", shared), {**opened, "declared": "on"})
    assert page.status_code == 302, text(page)


def test_the_second_signature_too_is_for_what_the_page_showed(as_person, northvale, shared):
    first, cited = as_person(northvale.manager), keys(northvale, Item, position=1)
    signed(first, northvale, shared, **NO_ACTION, cited=cited)
    other = as_person(northvale.second_manager)
    opened = prefilled(other.get(url("second_sign", shared)))
    hide(northvale)
    page = as_person(northvale.second_manager).post(url("second_sign", shared), {**opened, "declared": "on"})
    assert "The record has changed since you opened this page: “Information it rests on”." in text(page)
    assert keys(northvale, Decision, state="second_signature")
    assert other.post(url("second_sign", shared), {**prefilled(page), "declared": "on"}).status_code == 302


def test_who_signs_second_at_once_is_told_who_was_first(as_person, northvale, shared):
    send(as_person(northvale.manager), url("decide", shared), subjects=people(northvale, shared), **DRAFT)
    waiting = keys(northvale, Decision)
    other = as_person(northvale.second_manager)
    opened = prefilled(other.get(url("sign", shared)))
    signing = as_person(northvale.manager)
    send(signing, url("sign", shared), decisions=waiting, declared="on")
    late = as_person(northvale.second_manager)
    page = late.post(url("sign", shared), {**opened, "decisions": waiting, "declared": "on"})
    assert page.status_code == 200
    assert "Morgan Manager changed this case" in text(page)


def test_a_correction_is_a_new_version_on_the_same_page(manager, northvale, decided):
    assert "Enter why the decision needs correcting" in text(send(manager, url("correct", decided)))
    send(manager, url("correct", decided), subjects=people(northvale, decided), reason="Wrong level.")
    send(manager, url("amend", decided, 1), **{**DRAFT, "threshold": "4"})
    send(manager, url("sign", decided), decisions=keys(northvale, Decision, state="draft"), declared="on")
    words = text(manager.get(url("decision", decided)))
    assert "Why it was corrected: Wrong level." in words
    assert "Version 1: corrected by a later version" in words


# Feedback, close, reopen ----------------------------------------------------------------------------------------------


def test_told_closed_and_reopened(manager, northvale, decided):
    page = manager.get(url("close", decided), follow=True)
    assert page.redirect_chain == [(url("decision", decided), 302)]
    assert "Tell the referrer what was decided" in text(page)
    page = manager.get(url("feedback", decided))
    assert "We have decided that an assessment is needed." in text(page)
    assert "Select how they are told" in text(send(manager, url("feedback", decided), sending="yes"))
    send(manager, url("feedback", decided), sending="yes", wording="assessment_for_professional", how="email")
    send(manager, url("close", decided))
    assert fresh(northvale, decided).status == Status.CLOSED
    assert "Enter why the case is reopened" in text(send(manager, url("reopen", decided)))
    send(manager, url("reopen", decided), reason="New information.")
    assert fresh(northvale, decided).status == Status.DECIDING


def test_whoever_tells_the_referrer_learns_that_they_said_when_it_is_safe(manager, northvale, decided):
    assert "safe to contact" not in text(manager.get(url("feedback", decided)))
    with as_role("mash_owner"):
        Referrer.objects.update(safe_to_contact="Never after five.")
    assert "Never after five." in text(manager.get(url("feedback", decided)))
    with as_role("mash_owner"):
        Referrer.objects.update(is_professional=False)
    page = manager.get(url("feedback", decided))
    assert "Never after five." not in text(page), "what the public say of themselves is read on a page of its own"
    assert f'href="{url("public_referrer", decided)}"' in page.content.decode()


def test_no_audience_chosen_is_said(manager, decided):
    assert "Select who the product is for" not in text(manager.get(url("release", decided)))
    assert "Select who the product is for" in text(manager.get(url("release", decided), {"choosing": "1"}))


def test_a_reopened_case_leads_on_to_a_correction_or_back_to_its_end(manager, northvale, decided):
    send(manager, url("feedback", decided), sending="no", not_sent_reason="No way to reach them.")
    send(manager, url("reopen", decided), reason="New information.")
    page = manager.get(reverse("referrals:case", args=[decided.reference])).content.decode()
    assert url("correct", decided) in page
    assert url("close", decided) in page
    assert url("decide", decided) not in page
    assert "Close the case If nothing changes" in text(manager.get(url("decision", decided)))
    assert "Enter why nothing is changed" in text(send(manager, url("close", decided)))
    send(manager, url("close", decided), reason="It was about another family.")
    assert fresh(northvale, decided).status == Status.CLOSED
    page = text(manager.get(reverse("referrals:case", args=[decided.reference])))
    assert "It was about another family." in page
    assert "closed again, with nothing changed" in page


def test_a_case_reopened_before_feedback_still_gets_feedback_and_closes(manager, northvale, decided):
    send(manager, url("reopen", decided), reason="New information.")
    assert "Tell the referrer what was decided" in text(manager.get(url("close", decided), follow=True))
    send(manager, url("feedback", decided), sending="yes", wording="assessment_for_professional", how="email")
    send(manager, url("close", decided), reason="Nothing new in it.")
    assert fresh(northvale, decided).status == Status.CLOSED


def test_while_a_correction_is_written_the_case_is_not_closed(manager, northvale, decided):
    send(manager, url("feedback", decided), sending="no", not_sent_reason="No way to reach them.")
    send(manager, url("correct", decided), subjects=people(northvale, decided), reason="Wrong level.")
    assert "A case is closed once every decision" in text(manager.get(url("close", decided), follow=True))
    assert (
        url("close", decided) not in manager.get(reverse("referrals:case", args=[decided.reference])).content.decode()
    )


def test_not_telling_has_its_reason(manager, northvale, decided):
    assert "Enter why the referrer is not told" in text(send(manager, url("feedback", decided), sending="no"))
    assert (
        send(manager, url("feedback", decided), sending="no", not_sent_reason="No way to reach them.").status_code
        == 302
    )


# Products -------------------------------------------------------------------------------------------------------------


def test_only_what_was_previewed_is_released(as_person, northvale, decided):
    manager = as_person(northvale.manager)
    assert "Select who the product is for" in text(manager.get(url("release", decided), {"audience": ""}))
    where = url("release", decided) + "?audience=partners"
    page = manager.get(where)
    assert "Officers found" in text(page)
    assert "informant" not in page.content.decode(), "its owner does not share it"
    answers = {
        "agencies": [str(northvale.agencies["education"].pk)],
        "items": keys(northvale, Item, position=1),
        "summary": "An assessment starts.",
    }
    page = manager.post(where, {**prefilled(page), **answers})
    assert "Select whom the information of Northvale police is about" in text(page)
    answers[f"about_{answers['items'][0]}"] = "1"
    page = manager.post(where, {**prefilled(page), **answers})
    assert "Exactly what goes" in text(page)
    assert "About: Test Child (as the hub understands it)" in text(page)
    assert "Test Child Child, born" in text(page)
    assert not keys(northvale, Product)
    page = manager.post(where, {**prefilled(page), **answers, "summary": "Something else."})
    assert "You changed the product after its preview" in text(page)
    assert not keys(northvale, Product)
    page = manager.post(where, {**prefilled(page), **answers, "summary": "Something else."})
    assert page.status_code == 302, text(page)
    with acting_as(northvale.manager):
        product = Product.objects.get()
    assert product.reference in text(manager.get(url("decision", decided)))
    school = as_person(northvale.school)
    assert product.reference in text(school.get(reverse("referrals:products")))
    page = school.get(reverse("referrals:product", args=[product.reference]))
    assert "Officers found the house cold" in text(page)
    assert "Something else." in text(page)
    assert lines("product.listed")[0].detail["references"] == [product.reference]
    for other in [northvale.health, northvale.manager]:
        there = as_person(other).get(reverse("referrals:product", args=[product.reference]))
        assert there.status_code in (403, 404)


def test_a_list_of_products_costs_the_same_for_one_or_many(as_person, northvale, decided, django_assert_num_queries):

    def send_one():
        with acting_as(northvale.manager):
            school = [northvale.agencies["education"]]
            release(
                decided,
                audience="partners",
                agencies=school,
                subjects=people(northvale, decided),
                items=[],
                summary="Act.",
                by=northvale.manager,
            )

    send_one()
    school = as_person(northvale.school)
    with CaptureQueriesContext(connection) as queries:
        school.get(reverse("referrals:products"))
    for _ in range(6):
        send_one()
    with django_assert_num_queries(len(queries)):
        school.get(reverse("referrals:products"))


def test_the_decision_page_costs_the_same_for_one_person_or_four(manager, northvale):
    def cost(people) -> int:
        referral = triaged(northvale, people=people)
        signed(manager, northvale, referral)
        manager.get(url("decision", referral))
        with CaptureQueriesContext(connection) as counted:
            assert "Not sealed yet" in manager.get(url("decision", referral)).text
        return len(counted)

    assert cost([child()]) == cost([child(first_name=f"Child {n}") for n in range(4)]) <= 30


def test_the_page_to_sign_costs_the_same_for_one_person_or_four(manager, northvale):
    def cost(family) -> int:
        referral = triaged(northvale, people=family)
        send(manager, url("decide", referral), subjects=people(northvale, referral), **DRAFT)
        manager.get(url("sign", referral))
        with CaptureQueriesContext(connection) as counted:
            assert "record" in text(manager.get(url("sign", referral)))
        return sum("SAVEPOINT" not in query["sql"] for query in counted.captured_queries)

    for_one, for_four = cost([child()]), cost([child(first_name=name) for name in ("A", "B", "C", "D")])
    assert (for_one, for_four) == (19, 19)
