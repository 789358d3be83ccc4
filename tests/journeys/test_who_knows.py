"""Who knows of the sharing, person by person, from the lawful basis to the agency's page and the product."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from mash.identity import acting_as
from referrals.codes import Knows
from referrals.decisions.products import release
from referrals.models import LawfulBasis, Product
from tests.builders import adult, child
from tests.builders_requests import NOT_TOLD, as_typed, build_triaged, send
from tests.referrals.decisions.stories import draft, sign, subjects_of

GIRL = child(first_name="Aisha", last_name="Sample")
MOTHER = adult(first_name="Nadia", last_name="Sample", is_subject=False, relationship="parent")
STEPFATHER = adult(first_name="Karl", last_name="Stepfather", is_subject=False, alleged_source=True)
UNTOLD = {name: answer for name, answer in NOT_TOLD.items() if name != "knows"}
UNTOLD["tell_by"] = timezone.localdate() + timedelta(days=7)


def words(page) -> str:
    return " ".join(unescape(strip_tags(page.content.decode())).split())


def of_person(page, name: str) -> str:
    """Return what a request says of one person."""
    people = re.findall(r'<dl class="app-people__person">(.*?)</dl>', page.content.decode(), re.DOTALL)
    [row] = [" ".join(unescape(strip_tags(person)).split()) for person in people if name in person]
    return row


@pytest.fixture
def tell(northvale, as_person):
    """Record on the page what each person knows, as the social worker, and return the case."""

    def record(*people, **answers):
        case = build_triaged(northvale, level="amber", people=[person for person, _ in people])
        with acting_as(northvale.manager):
            knows = {
                f"knows_{named.pk}": answer
                for named in case.people.all()
                for person, answer in people
                if person["first_name"] == named.first_name
            }
        browser, url = as_person(northvale.social_worker), reverse("referrals:lawful_basis", args=[case.reference])
        seen = browser.get(url).context["form"]["seen"].value()
        typed = {**as_typed(northvale, case, seen=seen, **answers), **knows}
        page = browser.post(url, typed)
        assert page.status_code == 302, page.context["form"].errors
        return case

    return record


def authorise(northvale, as_person, case) -> None:
    """The social worker who recorded it may not; a manager does, with a reason of their own."""
    url = reverse("referrals:authorise", args=[case.reference])
    assert as_person(northvale.social_worker).get(url).status_code == 403
    browser = as_person(northvale.manager)
    seen = browser.get(url).context["form"]["seen"].value()
    typed = {"authorising_reason": "She is safer if we ask first.", "seen": seen}
    assert browser.post(url, typed).status_code == 302
    with acting_as(northvale.manager):
        assert case.lawful_bases.last().permits_asking


def product_for_the_school(northvale, as_person, case) -> str:
    """Decide, release to the school, and return what it reads."""
    with acting_as(northvale.manager):
        case.refresh_from_db()
        sign(case, draft(case, northvale.manager), northvale.manager)
        people = [person.pk for person in subjects_of(case)]
        agencies = [northvale.agencies["education"]]
        chosen = {"audience": "partners", "agencies": agencies, "subjects": people, "items": []}
        release(case, **chosen, summary="An assessment starts.", by=northvale.manager)
        product = Product.objects.get()
    return words(as_person(northvale.school).get(reverse("referrals:product", args=[product.reference])))


def test_the_victim_knows_and_the_source_must_not(northvale, as_person, tell):
    case = tell((GIRL, Knows.KNOWS), (MOTHER, Knows.NOT_YET), (STEPFATHER, Knows.MUST_NOT), **UNTOLD)
    authorise(northvale, as_person, case)
    [request] = send(northvale, case, "police", tells_source=True)

    page = as_person(northvale.police).get(reverse("referrals:request", args=[request.reference]))
    assert "Look below at what each person knows before you speak to anyone." in words(page)
    assert "Knows of this request Yes" in of_person(page, "Aisha")
    assert "Not yet. Do not tell them before we have." in of_person(page, "Nadia")
    assert "Must not know. Do not tell them." in of_person(page, "Karl")
    assert "Thought to be the source of harm" in of_person(page, "Karl")

    released = product_for_the_school(northvale, as_person, case)
    assert "Knows of the sharing: Yes" in released
    assert "Somebody else does not know. Ask the hub before you speak to anybody else." in released
    assert "Karl" not in released


def test_a_parent_objects_and_it_goes_on_by_another_managers_authority(northvale, as_person, tell):
    why = "She said no. The bruises are new, and the doctor has to be asked today."
    case = tell((GIRL, Knows.KNOWS), (MOTHER, Knows.OBJECTS), objection_detail=why)
    with acting_as(northvale.manager):
        basis = LawfulBasis.objects.get()
        assert (basis.family_informed, basis.objection_detail, basis.permits_asking) == ("yes", why, False)
    queue = words(as_person(northvale.manager).get(reverse("referrals:queue") + "?stage=triaged"))
    assert "To be authorised" in queue
    authorise(northvale, as_person, case)
    [request] = send(northvale, case, "health")

    page = as_person(northvale.health).get(reverse("referrals:request", args=[request.reference]))
    assert "Knows of this request Yes" in of_person(page, "Aisha")
    assert "objects" not in of_person(page, "Aisha")
    assert "Knows of this request Yes, and objects" in of_person(page, "Nadia")
    assert why not in words(page)  # what she said stays in the hub

    record = words(as_person(northvale.manager).get(reverse("referrals:case", args=[case.reference])))
    assert "Goes on although somebody objects" in record
    assert why in record

    released = product_for_the_school(northvale, as_person, case)
    assert "Knows of the sharing: Yes" in released
    assert "Somebody else does not know" not in released


def test_an_objection_without_a_reason_to_go_on_is_refused(northvale, as_person):
    case = build_triaged(northvale, level="amber", people=[GIRL, MOTHER])
    browser, url = as_person(northvale.social_worker), reverse("referrals:lawful_basis", args=[case.reference])
    page = browser.post(url, as_typed(northvale, case, knows=Knows.OBJECTS, seen=2))
    assert "Enter why it goes on although somebody objects" in words(page)
