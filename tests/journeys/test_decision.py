"""From the agencies' answers to a signed decision, feedback, a released product and closing."""

from django.urls import reverse

from mash.identity import acting_as, acting_as_system
from referrals.models import Decision, Item, OutboxMessage, Product
from tests.builders import adult, child
from tests.referrals.decisions.browsing import prefilled, send, text, url
from tests.referrals.decisions.stories import answered, build_asked_case, fact

CHILDREN = {
    "threshold": "3",
    "final_rating": "amber",
    "rationale": "Neglect over a year.",
    "next_steps": "Visit today.",
}
SECTION_47 = {
    "outcome": "strategy_discussion",
    "final_rating": "red",
    "threshold": "4",
    "strategy_on_day": "2",
    "strategy_on_month": "6",
    "strategy_on_year": "2026",
    "section_47_reason": "The call told us what we did not know when we asked.",
}


def keys(world, model, **where):
    with acting_as(world.manager):
        return [str(pk) for pk in model.objects.filter(**where).order_by("pk").values_list("pk", flat=True)]


def told_by_mail(template):
    with acting_as_system():
        return list(OutboxMessage.objects.filter(template=template))


def test_two_children_and_an_adult_are_decided_and_everybody_hears(as_person, northvale):
    family = [child(), child(first_name="Second"), adult()]
    referral, requests = build_asked_case(northvale, people=family, kinds=("police", "health"))
    cold = fact("The house was cold.", release=["partners"])
    answered(requests["police"], by=northvale.police, items=[cold, fact("For the hub alone.")], rating="red")
    police = f"view_{northvale.agencies['police'].pk}"

    # A social worker drafts for both children at once, with the police's dissent
    worker = as_person(northvale.social_worker)
    dissent = {police: "disagrees", f"{police}_reason": "We would meet today.", f"{police}_by": "The duty sergeant"}
    cited = keys(northvale, Item, position=1)
    page = send(worker, url("decide", referral), **CHILDREN, outcome="assessment", cited=cited, **dissent)
    assert page.status_code == 302, text(page)
    assert worker.get(url("sign", referral)).status_code == 403, "only the manager signs"

    # For the adult, not all three limbs are met: no further action
    limbs = {"needs": "met", "risk": "not_met", "protect": "met"}
    reasons = {f"{limb}_reason": "Seen at home." for limb in limbs}
    more = {"capacity": "not_known", "wishes_asked": "expressed", "wishes": "To be left in peace.", "also": []}
    nothing = {"outcome": "no_further_action", "outcome_reason": "needs_met", "threshold": "no_concern"}
    nothing |= {"final_rating": "green"}
    page = send(worker, url("decide", referral), **{**CHILDREN, **limbs, **reasons, **more, **nothing})
    assert page.status_code == 302, text(page)

    # The manager signs all three; ending it for the adult takes a second manager
    manager = as_person(northvale.manager)
    page = send(manager, url("sign", referral), declared="on")
    assert page.status_code == 302, text(page)
    assert "Waiting for a second signature" in text(manager.get(url("decision", referral)))
    second = as_person(northvale.second_manager)
    assert send(second, url("second_sign", referral), declared="on").status_code == 302

    # The signed record shows what was known, who disagreed and what was missing
    manager = as_person(northvale.manager)
    words = text(manager.get(url("decision", referral)))
    assert "The case is “Decided”" in words
    assert words.count("Not sealed yet") == 3
    assert "disagrees (The duty sergeant). We would meet today." in words
    assert "Northvale health : No reply after" in words
    assert "Rated higher by Northvale police" in words
    assert "To be left in peace." in words
    assert "For the adults: Care Act 2014, section 42" in words

    # The referrer gets feedback in safe words, the school gets the product, the case closes
    feedback = {"sending": "yes", "wording": "assessment_for_professional", "how": "email"}
    assert send(manager, url("feedback", referral), **feedback).status_code == 302
    (mail,) = told_by_mail("feedback")
    assert set(mail.context) == {"reference", "wording"}
    release = url("release", referral) + "?audience=partners"
    school = [str(northvale.agencies["education"].pk)]
    about = {f"about_{key}": "1" for key in cited}
    answers = {"agencies": school, "items": cited, "summary": "An assessment starts.", **about}
    page = send(manager, release, **answers)
    assert manager.post(release, {**prefilled(page), **answers}).status_code == 302
    assert send(manager, url("close", referral)).status_code == 302
    assert "The case is “Closed”" in text(manager.get(url("decision", referral)))

    product = reverse("referrals:product", args=released(northvale))
    words = text(as_person(northvale.school).get(product))
    assert "The house was cold." in words
    assert "For the hub alone." not in words
    assert as_person(northvale.health).get(product).status_code == 404


def released(world):
    with acting_as(world.manager):
        return [Product.objects.get().reference]


def test_a_correction_leaves_the_old_version_to_be_read(as_person, northvale):
    referral, _ = build_asked_case(northvale)
    manager = as_person(northvale.manager)
    assert send(manager, url("decide", referral), **CHILDREN, outcome="early_help").status_code == 302
    assert send(manager, url("sign", referral), declared="on").status_code == 302
    assert send(manager, url("correct", referral), reason="A call came in.").status_code == 302
    assert send(manager, url("amend", referral, 1), **{**CHILDREN, **SECTION_47}).status_code == 302
    assert send(manager, url("sign", referral), declared="on").status_code == 302
    words = text(manager.get(url("decision", referral)))
    assert words.index("Strategy discussion, section 47 enquiry") < words.index("Family Help below section 17")
    assert "Why it was corrected: A call came in." in words
    with acting_as(northvale.manager):
        states = list(Decision.objects.order_by("version").values_list("state", flat=True))
    assert states == ["corrected", "signed"]
