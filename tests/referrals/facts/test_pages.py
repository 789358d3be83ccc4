"""The pages on one person of a case: what is known of them and from whom, and the forms that record more."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.identity import acting_as
from referrals.codes import FactKind
from referrals.facts.forms import FORMS, kinds_for
from referrals.models import Item, Person, PersonFact, Referral
from tests.builders import adult, build_referral, child
from tests.builders_requests import build_asked, give_answer, new_item
from tests.referrals.decisions.browsing import text

SOURCE = {"source": "professional", "source_detail": "Health visitor", "certainty": "reported", "why": "She rang."}


def url(page: str, referral, *more) -> str:
    return reverse(f"referrals:{page}", args=[referral.reference, *more])


def seen(referral) -> dict:
    return {"seen": referral.version}


def test_a_name_is_corrected_and_the_page_says_where_each_comes_from(northvale, as_person):
    referral = build_referral(northvale, people=[child(first_name="Daren", last_name="Stone")])
    browser = as_person(northvale.screener)
    typed = {"first_name": "Darren", "last_name": "Stone", "shown": "yes", **SOURCE, **seen(referral)}
    page = text(browser.post(url("record_fact", referral, 1, "name"), typed, follow=True))
    assert "It is recorded, with its source." in page
    assert "The referral, as it came" in page
    assert "Health visitor Reported, not checked" in page
    case = text(browser.get(url("case", referral)))
    assert "Darren Stone" in case
    assert "Name of Darren Stone recorded" in case


def test_the_referral_as_received_stays_as_it_came(northvale, as_person):
    referral = build_referral(northvale, people=[child(first_name="Daren", last_name="Stone")])
    browser = as_person(northvale.screener)
    typed = {"first_name": "Darren", "last_name": "Stone", "shown": "yes", **SOURCE, **seen(referral)}
    browser.post(url("record_fact", referral, 1, "name"), typed)
    joined = {"person_kind": "adult", "first_name": "Kerry", **SOURCE, "seen": referral.version + 1}
    browser.post(url("add_person", referral), joined)
    midwife = {"organisation": "Northvale Midwives", "seen": referral.version + 2}
    browser.post(url("add_professional", referral), midwife)
    case, received = (text(browser.get(url(page, referral))) for page in ("case", "referral_as_received"))
    for later in ("Darren", "Kerry", "Northvale Midwives"):
        assert later in case
        assert later not in received
    assert "Daren Stone" in received


def test_a_secret_address_is_folded_with_everything_told_of_it(northvale, as_person):
    referral = build_referral(northvale)
    browser = as_person(northvale.screener)
    typed = {"address": "7 Refuge Lane", "address_withheld": "on", "shown": "yes", **SOURCE, **seen(referral)}
    page = browser.post(url("record_fact", referral, 1, "address"), typed, follow=True).content.decode()
    assert "Keep secret: never printed" in page
    printed = text(browser.get(url("case_print", referral)))
    assert "Refuge" not in printed
    assert "1 Example Street" not in text(browser.get(url("case", referral)))


@pytest.mark.parametrize(("typed", "stored"), [("0100 233 369 56", "10023336956"), ("12a", None)])
def test_the_number_of_a_property_is_checked(northvale, as_person, typed, stored):
    referral = build_referral(northvale)
    answers = {"address": "7 Low Road", "uprn": typed, "shown": "yes", **SOURCE, **seen(referral)}
    page = as_person(northvale.screener).post(url("record_fact", referral, 1, "address"), answers)
    assert ("Enter a unique property reference number of 1 to 12 digits" in page.content.decode()) == (stored is None)
    with acting_as(northvale.screener):
        assert Person.objects.get(referral=referral).uprn == (stored or "")


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_names_what_is_missing_and_loses_nothing(northvale, as_person, kind):
    people = [child(), {"kind": "unborn", "is_subject": True, "sex": "U"}]
    referral = build_referral(northvale, people=people)
    position = 2 if kind == FactKind.BORN else 1
    page = as_person(northvale.screener).post(url("record_fact", referral, position, kind), {**seen(referral)})
    assert page.status_code == 200
    assert "Enter why you record this" in text(page)
    with acting_as(northvale.screener):
        assert not PersonFact.objects.exists()


def test_there_is_a_form_for_every_kind():
    assert set(FORMS) == set(FactKind)


@pytest.mark.parametrize("place", ["9/name", "1/nothing", "1/born"])
def test_what_is_not_there_is_not_found(northvale, as_person, place):
    referral = build_referral(northvale)
    page = as_person(northvale.screener).get(f"{url('case', referral)}people/{place}/")
    assert page.status_code == 404


def test_nothing_typed_is_refused_in_words(northvale, as_person):
    referral = build_referral(northvale, people=[child(), adult(is_subject=False, first_name="Sam")])
    typed = {"phone": "", "safe_to_contact": "", "shown": "yes", **SOURCE, **seen(referral)}
    page = as_person(northvale.screener).post(url("record_fact", referral, 2, "contact"), typed)
    assert "Enter what is known" in text(page)


def test_a_fact_is_taken_over_from_an_answer_in_one_step(northvale, as_person):
    [request] = build_asked(northvale, people=[child(), adult(is_subject=False, first_name="Darren", last_name="")])
    give_answer(northvale.police, request, items=[new_item(text="He is Darren Stone.", release=["partners"])])
    with acting_as(northvale.manager):
        referral, item = Referral.objects.get(), Item.objects.get()
    browser = as_person(northvale.social_worker)
    assert url("take_over", referral, item.pk) in browser.get(url("collation", referral)).content.decode()
    chooses = browser.get(url("take_over", referral, item.pk)).content.decode()
    form = f"{url('record_fact', referral, 2, 'name')}?item={item.pk}"
    assert form in chooses
    assert "He is Darren Stone." in text(browser.get(form))
    typed = {
        "first_name": "Darren", "last_name": "Stone", "shown": "yes", "certainty": "checked", "why": "The police know.",
        **seen(referral),
    }  # fmt: skip
    page = text(browser.post(form, typed, follow=True))
    assert "Northvale police, item 1" in page
    assert "Darren Stone" in page


def test_what_may_not_be_shown_is_refused_with_everything_typed(northvale, as_person):
    [request] = build_asked(northvale)
    give_answer(northvale.police, request, items=[new_item(text="Known as Kit.")])
    with acting_as(northvale.manager):
        referral, item = Referral.objects.get(), Item.objects.get()
    form = f"{url('record_fact', referral, 1, 'name')}?item={item.pk}"
    typed = {"first_name": "Kit", "shown": "yes", "certainty": "checked", "why": "Known so.", **seen(referral)}
    page = as_person(northvale.social_worker).post(form, typed)
    assert "has not released this to partner agencies" in text(page)
    assert 'value="Kit"' in page.content.decode()


def test_a_brother_is_added_to_the_case(northvale, as_person):
    referral = build_referral(northvale)
    typed = {
        "person_kind": "child", "first_name": "Billy", "relationship": "sibling", "is_subject": "on",
        **SOURCE, **seen(referral),
    }  # fmt: skip
    page = as_person(northvale.screener).post(url("add_person", referral), typed, follow=True)
    assert "They are added to the case." in text(page)
    with acting_as(northvale.screener):
        billy = Person.objects.get(position=2)
    assert (billy.first_name, billy.is_subject, billy.relationship) == ("Billy", True, "sibling")


def test_an_unborn_child_has_no_birth_date(northvale, as_person):
    referral = build_referral(northvale)
    today = timezone.localdate()
    typed = {
        "person_kind": "unborn", "date_of_birth_day": today.day, "date_of_birth_month": today.month,
        "date_of_birth_year": today.year, **SOURCE, **seen(referral),
    }  # fmt: skip
    page = as_person(northvale.screener).post(url("add_person", referral), typed)
    assert page.status_code == 200
    assert "unborn child has no" in text(page)


def test_of_an_unborn_child_it_is_asked_whether_it_is_born(northvale):
    unborn, born = Person(kind="unborn"), Person(kind="child")
    assert FactKind.BORN in kinds_for(unborn)
    assert FactKind.BORN not in kinds_for(born)


def test_a_fact_that_stood_beside_is_shown_instead(northvale, as_person):
    referral = build_referral(northvale, people=[child(first_name="Mia", last_name="Frost")])
    browser = as_person(northvale.screener)
    beside = {"first_name": "Mia", "last_name": "Hale", "use": "legal", "shown": "no", **SOURCE, **seen(referral)}
    browser.post(url("record_fact", referral, 1, "name"), beside)
    with acting_as(northvale.screener):
        fact = PersonFact.objects.get()
    form = f"{url('record_fact', referral, 1, 'name')}?fact={fact.pk}"
    assert form in browser.get(url("case_person", referral, 1)).content.decode()
    shown = browser.get(form).context["form"]
    assert (shown["last_name"].value(), shown["shown"].value(), shown["source"].value()) == (
        "Hale",
        "yes",
        "professional",
    )
    typed = {"first_name": "Mia", "last_name": "Hale", "shown": "yes", **SOURCE, "seen": referral.version + 1}
    browser.post(form, typed)
    with acting_as(northvale.screener):
        assert Person.objects.get().display_name == "Mia Hale"


def test_a_fact_of_somebody_else_is_not_offered(northvale, as_person):
    referral = build_referral(northvale)
    address = f"{url('record_fact', referral, 1, 'name')}?fact=01930000-0000-7000-8000-000000000001"
    assert as_person(northvale.screener).get(address).status_code == 404
