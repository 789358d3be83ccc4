"""Forced marriage, honour-based abuse, sexual abuse in the family, made-up illness: do not tell, whatever is ticked."""

import re

import pytest
from django.urls import reverse

from mash.identity import acting_as
from referrals import codes
from referrals.decisions.actions import second_sign
from referrals.decisions.products import release
from referrals.models import Product
from referrals.triage import returning
from tests.builders import adult, build_referral
from tests.builders_requests import NOT_TOLD, build_asked, build_basis, build_ready, build_triaged, send
from tests.referrals.decisions.browsing import text
from tests.referrals.decisions.stories import child_decision, draft, sign, subjects_of
from tests.writing import CHILD, Writer

FORCED = {"concerns": [codes.Concern.HONOUR_BASED], "family_informed": "yes"}
DO_NOT = "Do not tell the family"
WARNING = f"{DO_NOT}, and do not ask for the family’s agreement. It may put somebody in danger."


def test_every_concern_of_the_kind_is_in_the_set_with_its_source():
    """A code that is split or added with such words fails here until it is in the set."""
    of_the_kind = re.compile(
        r"forced marriage|honour|fabricated|induced|sexual abuse|sexual behaviour|non-recent", re.IGNORECASE
    )
    every = [*codes.Concern, *codes.RiskType]
    assert {code.value for code in every if of_the_kind.search(code.label)} == {str(code) for code in codes.DO_NOT_TELL}
    assert all(warning.source for warning in codes.DO_NOT_TELL.values())


@pytest.mark.parametrize("concern", codes.DO_NOT_TELL)
def test_triage_and_the_lawful_basis_warn_though_the_family_was_told(northvale, as_person, concern):
    of_adults = concern in codes.RiskType.values
    answers = {"people": [adult()], "concerns": [], "risk_types": [concern]} if of_adults else {"concerns": [concern]}
    case = build_ready(northvale, **answers, family_informed="yes")
    arrived = build_referral(northvale, **answers, family_informed="yes")
    manager = as_person(northvale.manager)
    for name, referral in (("triage", arrived), ("lawful_basis", case), ("case", case)):
        page = text(manager.get(reverse(f"referrals:{name}", args=[referral.reference])))
        assert DO_NOT in page, name
        assert codes.DO_NOT_TELL[concern].source in page, name


def test_wherever_one_decides_and_writes_the_warning_stands(northvale, as_person):
    """Asserted by its own sentence: notes of codes may begin with the same words."""
    manager, second = as_person(northvale.manager), as_person(northvale.second_manager)

    def shown(name, *more, by=manager):
        page = by.get(reverse(f"referrals:{name}", args=[case.reference, *more]))
        assert page.status_code == 200, name
        return WARNING in text(page)

    case = build_referral(northvale, **FORCED)
    assert shown("return_referral")
    assert shown("forward")
    case = build_triaged(northvale, **FORCED)
    build_basis(northvale, case, by=northvale.manager, **NOT_TOLD)
    assert shown("authorise", by=second)
    case = build_ready(northvale, **FORCED)
    assert shown("decide")
    with acting_as(northvale.manager):
        case.refresh_from_db()
        nothing = {"outcome": "no_further_action", "outcome_reason": "needs_met", "threshold": "2"}
        nothing["contradiction_reason"] = "She was seen alone, and it was another girl."
        drafted = draft(case, northvale.manager, child_decision(**nothing, final_rating="green"))
    assert shown("amend", 1)
    assert shown("sign")
    with acting_as(northvale.manager):
        sign(case, drafted, northvale.manager)
    assert shown("second_sign", by=second)
    assert shown("send_back", by=second)
    with acting_as(northvale.second_manager):
        second_sign(case, decisions=[entry.pk for entry in drafted], by=northvale.second_manager)
    for name in ("correct", "feedback", "release"):
        assert shown(name), name


def test_nothing_warns_of_another_worry(northvale, as_person):
    case = build_ready(northvale)
    for name in ("lawful_basis", "case"):
        assert DO_NOT not in text(as_person(northvale.manager).get(reverse(f"referrals:{name}", args=[case.reference])))
    [request] = build_asked(northvale, "police")
    page = text(as_person(northvale.police).get(reverse("referrals:request", args=[request.reference])))
    assert DO_NOT not in page


def test_the_agency_asked_reads_it_above_everything_else(northvale, as_person):
    [request] = build_asked(northvale, "police", **FORCED)
    page = text(as_person(northvale.police).get(reverse("referrals:request", args=[request.reference])))
    assert f"{DO_NOT}, or anybody close to them, that you were asked." in page
    assert page.index(DO_NOT) < page.index("Who is asking")
    assert "forced marriage" not in page  # what is the concern is the hub's to write in its reason


@pytest.mark.parametrize(("audience", "warns"), [("partners", True), ("court", False)])
def test_a_product_says_it_to_agencies_and_the_pages_around_it_to_the_hub(northvale, as_person, audience, warns):
    case = build_ready(northvale, **FORCED)
    with acting_as(northvale.manager):
        case.refresh_from_db()
        sign(case, draft(case, northvale.manager), northvale.manager)
        chosen = {
            "subjects": [person.pk for person in subjects_of(case)],
            "items": [],
            "summary": "An order is sought.",
        }
        agencies = [northvale.agencies["education"]]
        release(case, audience=audience, agencies=agencies, **chosen, by=northvale.manager)
    manager = as_person(northvale.manager)
    for name, query in (("release", "?audience=partners"), ("feedback", "")):
        assert DO_NOT in text(manager.get(reverse(f"referrals:{name}", args=[case.reference]) + query)), name
    with acting_as(northvale.manager):
        product = Product.objects.get()
    page = text(as_person(northvale.school).get(reverse("referrals:product", args=[product.reference])))
    assert (DO_NOT in page) == warns
    assert ("Knows of the sharing" in page) == warns


def test_the_form_says_it_at_the_question_about_telling_before_any_worry_is_ticked(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    writer.post("people/add/child", CHILD)
    page = text(client.get(writer.url("family-told")))
    assert "Above all, do not tell them if you think that:" in page
    assert all(warning.plain in page for warning in codes.DO_NOT_TELL.values())


def test_once_ticked_the_form_says_it_without_an_if(northvale, client):
    writer = Writer(client).start("/refer/in/northvale/")
    writer.post("people/add/child", CHILD)
    writer.post("concerns", {"abuse": ["honour_based"]})
    for page in ("family-told", "check"):
        assert "Do not tell the family that you have told us." in text(client.get(writer.url(page)))


def test_professionals_and_staff_read_it_in_their_words(northvale, as_person):
    browser = as_person(northvale.referrer)
    writer = Writer(browser).start(reverse("referrals:start_account"))
    writer.post("people/add/child", CHILD)
    page = text(browser.get(writer.url("family-told")))
    assert "do not ask for the family’s agreement, if you suspect:" in page
    assert "fabricated or induced illness" in page


def test_a_return_never_asks_for_what_may_put_somebody_in_danger(northvale):
    case = build_referral(northvale, **FORCED)
    with acting_as(northvale.manager):
        assert not {"informing_missing", "agreement_missing"} & dict(returning.reasons_for(case)).keys()


@pytest.mark.parametrize(("answer", "warns"), [("no", True), ("not_yet", False), ("yes", False)])
def test_the_hub_is_warned_where_whoever_referred_says_that_nobody_should_be_told(northvale, as_person, answer, warns):
    case = build_referral(northvale, source_code=codes.SourceCode.SELF, family_informed=answer)
    page = text(as_person(northvale.manager).get(reverse("referrals:triage", args=[case.reference])))
    assert ("says that the family, or the adult, should not be told" in page) == warns
    assert ("No, and they should not be told" in page) == warns


def test_who_may_not_know_stands_above_every_form_that_answers(northvale, as_person):
    case = build_triaged(northvale)
    build_basis(northvale, case, by=northvale.manager, authorised=True, **NOT_TOLD)
    [asked] = send(northvale, case)
    police = as_person(northvale.police)
    for name in ("request", "nothing_known", "not_shared", "answer"):
        page = text(police.get(reverse(f"referrals:{name}", args=[asked.reference])))
        assert page.count("Somebody must not be told that you were asked") == 1, name
    shown = police.get(reverse("referrals:request", args=[asked.reference])).content.decode()
    assert shown.index("Somebody must not be told") < shown.index("app-request-actions"), "before the buttons"
