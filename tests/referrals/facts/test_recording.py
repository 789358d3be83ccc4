"""What became known of a person after the referral came: recorded with its source, never in place of what was told."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.models import Event
from mash.govuk.moments import words
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.codes import FactKind, NameUse, PersonMore
from referrals.evidence.frozen_records import Standing, frozen_in
from referrals.facts.about import about
from referrals.facts.actions import Provenance, add_person, add_professional, record_fact
from referrals.information_requests.asking.actions import MayNotAsk
from referrals.models import Item, Person, PersonFact, PersonPair, Referral
from referrals.people.addresses import kept_secret
from referrals.people.as_told import people_as_told, readable_facts
from referrals.people.secret_homes import secrets_of
from tests.builders import adult, build_referral, child, compare_people
from tests.builders_requests import ask_of, build_asked, build_basis, build_ready, give_answer, new_item, send
from tests.database import as_role

BY_PHONE = Provenance(source="professional", certainty="reported", why="The health visitor rang.")


def recorded(world, referral, kind=FactKind.NAME, *, position=1, by=None, **facts) -> PersonFact:
    by = by or world.screener
    facts = {"provenance": BY_PHONE, "value": {"first_name": "Darren", "last_name": "Stone"}} | facts
    with acting_as(by), transaction.atomic():
        person = Person.objects.get(referral=referral, position=position)
        return record_fact(referral, person=person, kind=kind, by=by, **facts)


def person_of(world, referral, position=1) -> Person:
    with acting_as(world.screener):
        return Person.objects.get(referral=referral, position=position)


def joined(world, referral, *, by=None, **facts) -> Person:
    by = by or world.screener
    facts = {"kind": "child", "first_name": "Billy", "last_name": "Child", **facts}
    with acting_as(by), transaction.atomic():
        return add_person(referral, facts=facts, provenance=BY_PHONE, by=by)


def taken_from(item, **facts) -> Provenance:
    return Provenance(source="answer", certainty="checked", why="The police know him.", item=item, **facts)


def answered(world, **marks) -> tuple[Referral, Item]:
    """A case and an item of the police in it."""
    [request] = build_asked(world, people=[child(), adult(is_subject=False, first_name="Darren", last_name="")])
    give_answer(world.police, request, items=[new_item(text="He is Darren Stone.", **marks)])
    with acting_as(world.manager):
        return Referral.objects.get(), Item.objects.get()


def test_a_corrected_name_is_shown_and_what_was_told_stays_beside_it(northvale):
    referral = build_referral(northvale, people=[child(first_name="Daren", last_name="")])
    fact = recorded(northvale, referral)
    person = person_of(northvale, referral)
    assert person.display_name == "Darren Stone"
    assert (fact.before, fact.after) == (
        {"first_name": "Daren", "last_name": ""},
        {"first_name": "Darren", "last_name": "Stone"},
    )
    with acting_as(northvale.screener):
        [as_told] = people_as_told([person], readable_facts(referral, user=northvale.screener))
    assert as_told.display_name == "Daren"


def test_it_is_known_who_recorded_it_when_why_and_from_whom(northvale):
    referral = build_referral(northvale)
    fact = recorded(northvale, referral)
    assert (fact.by, fact.source, fact.certainty, fact.why) == (
        northvale.screener,
        "professional",
        "reported",
        "The health visitor rang.",
    )
    with as_role("mash_owner"):
        line = Event.objects.get(code="fact.recorded")
    assert line.detail["kind"] == "name"
    assert "Darren" not in str(line.detail)


def test_what_came_with_the_referral_and_each_fact_are_vouched_for_after_a_change(northvale):
    referral = build_referral(northvale)
    recorded(northvale, referral)
    recorded(northvale, referral, value={"first_name": "Darryl"})
    with acting_as(northvale.manager):
        standings = {row.attested.kind: row.standing for row in frozen_in(referral).all}
    assert (standings["person"], standings["fact"]) == (Standing.WAITING, Standing.WAITING)


@pytest.mark.parametrize("column", ["first_name", "gp"])
def test_nobody_changes_a_person_without_a_fact(northvale, column):
    referral = build_referral(northvale)
    recorded(northvale, referral)
    with acting_as(northvale.screener), pytest.raises(DatabaseError, match="by a fact alone"):
        Person.objects.filter(referral=referral).update(**{column: "Changed"})


def test_another_name_beside_is_one_by_which_they_are_found_again(northvale):
    before = build_referral(northvale, people=[child(first_name="Ottilie", last_name="Quarrington")])
    referral = build_referral(northvale, people=[child(first_name="Tilly", last_name="Marsh", address="")])
    with acting_as(northvale.screener):
        assert not PersonPair.objects.exists()
    value = {"first_name": "Ottilie", "last_name": "Quarrington", "use": NameUse.PREVIOUS}
    recorded(northvale, referral, value=value, shown=False)
    person = person_of(northvale, referral)
    assert (person.display_name, person.other_names) == ("Tilly Marsh", "Ottilie Quarrington")
    compare_people()
    with acting_as(northvale.screener):
        assert PersonPair.objects.get().first_referral == before


def test_a_name_that_was_theirs_until_then_stays_among_their_names(northvale):
    referral = build_referral(northvale, people=[child(first_name="Mia", last_name="Frost", other_names="Mimi")])
    recorded(northvale, referral, value={"first_name": "Mia", "last_name": "Hale"}, was_right=True)
    person = person_of(northvale, referral)
    assert (person.display_name, person.other_names) == ("Mia Hale", "Mimi; Mia Frost")


def test_a_corrected_birth_date_takes_back_a_match_that_nobody_decided(northvale):
    build_referral(northvale)
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        assert PersonPair.objects.count() == 1
    born = date(timezone.localdate().year - 12, 3, 4)
    recorded(northvale, referral, value={"first_name": "Quentin", "last_name": "Oyelaran"})
    recorded(northvale, referral, FactKind.BIRTH, value={"date_of_birth": born, "kind": "child"})
    compare_people()
    with acting_as(northvale.screener):
        assert not PersonPair.objects.exists()


def test_a_former_address_still_leads_to_who_lived_there(northvale):
    before = build_referral(northvale, people=[child(first_name="Ada", last_name="Lane", address="9 Matlock Street")])
    referral = build_referral(
        northvale, people=[child(first_name="Rose", last_name="Pike", address="4 Corve Road", date_of_birth=None)]
    )
    moved = {"address": "9 Matlock Street", "postcode": ""}
    recorded(northvale, referral, FactKind.ADDRESS, value=moved, shown=False)
    compare_people()
    with acting_as(northvale.screener), connection.cursor() as cursor:
        cursor.execute("SELECT other_record FROM mash_same_homes(ARRAY[%s])", [referral.pk])
        assert cursor.fetchall() == [(before.pk,)]


def test_a_child_is_born_and_stays_one_person(northvale):
    referral = build_referral(
        northvale, people=[{"kind": "unborn", "is_subject": True, "sex": "U", "expected_on": timezone.localdate()}]
    )
    before = person_of(northvale, referral)
    born = {"first_name": "Iris", "last_name": "Vale", "date_of_birth": timezone.localdate(), "sex": "F"}
    recorded(northvale, referral, FactKind.BORN, value=born)
    person = person_of(northvale, referral)
    assert (person.pk, person.kind, person.expected_on, person.display_name) == (before.pk, "child", None, "Iris Vale")


def test_nobody_is_born_twice(northvale):
    referral = build_referral(northvale)
    with pytest.raises(RuleViolation, match="born already"):
        recorded(northvale, referral, FactKind.BORN, value={"date_of_birth": timezone.localdate()})


def test_somebody_died_and_not_before_they_were_born(northvale):
    referral = build_referral(northvale)
    with pytest.raises(RuleViolation, match="before they were born") as refused:
        recorded(northvale, referral, FactKind.DEATH, value={PersonMore.DIED_ON.value: "1 January 1990"})
    assert refused.value.field == PersonMore.DIED_ON
    today = words(timezone.localdate())
    recorded(northvale, referral, FactKind.DEATH, value={PersonMore.DIED_ON.value: today})
    assert person_of(northvale, referral).more[PersonMore.DIED_ON] == today


def test_two_birth_dates_are_a_finding(northvale):
    referral = build_referral(northvale, people=[child(date_of_birth=date(2019, 5, 3))])
    recorded(northvale, referral, FactKind.BIRTH, value={"date_of_birth": date(2019, 3, 5)}, shown=False)
    person = person_of(northvale, referral)
    with acting_as(northvale.screener):
        known = about(person, secrets_of(referral), user=northvale.screener, today=timezone.localdate())
    assert known.findings == ["Date of birth: 5 March 2019 or 3 May 2019"]
    assert person.date_of_birth == date(2019, 5, 3)


def test_two_people_of_a_case_do_not_get_one_number(northvale):
    referral = build_referral(northvale, people=[child(nhs_number="9434765919"), child(first_name="Other")])
    with pytest.raises(RuleViolation, match="has this number") as refused:
        recorded(northvale, referral, FactKind.NUMBERS, position=2, value={"nhs_number": "9434765919"})
    assert refused.value.field == "nhs_number"
    with pytest.raises(RuleViolation, match="has this number"):
        joined(northvale, referral, nhs_number="9434765919")


def test_a_brother_is_added_and_gets_a_decision_of_his_own(northvale):
    referral = build_referral(northvale)
    brother = joined(northvale, referral, is_subject=True, relationship="sibling")
    assert (brother.position, brother.is_subject) == (2, True)
    with acting_as(northvale.manager):
        assert referral.people.filter(is_subject=True).count() == 2
        [as_told] = people_as_told(referral.people.all(), readable_facts(referral, user=northvale.manager))
    assert as_told.position == 1


def test_an_adult_subject_makes_it_a_case_about_both(northvale):
    referral = build_referral(northvale)
    joined(northvale, referral, kind="adult", is_subject=True)
    with acting_as(northvale.manager):
        assert Referral.objects.get().about_both
        assert not [row for row in frozen_in(referral).all if row.is_wrong]


def test_a_professional_is_added(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.screener), transaction.atomic():
        add_professional(referral, organisation="Northvale Midwives", by=northvale.screener)
        assert referral.professionals.get().organisation == "Northvale Midwives"


def test_the_referral_stays_about_somebody(northvale):
    referral = build_referral(northvale)
    with pytest.raises(RuleViolation, match="must be about somebody"):
        recorded(northvale, referral, FactKind.PART, value={"is_subject": False})


def test_whoever_is_added_is_asked_about_once_it_is_recorded_what_they_know(northvale):
    referral = build_ready(northvale)
    brother = joined(northvale, referral)
    with pytest.raises(MayNotAsk, match="Record the basis again"):
        send(northvale, referral, people=[brother])
    build_basis(northvale, referral)
    [request] = send(northvale, referral, people=[brother])
    assert request.subjects[0]["name"] == "Billy Child"


def test_what_was_sent_stays_and_what_is_not_sent_follows(northvale):
    [request] = build_asked(northvale, people=[child(first_name="Daren", last_name="Stone")])
    referral = request.referral
    recorded(northvale, referral)
    with acting_as(northvale.manager):
        request.refresh_from_db()
        people = list(referral.people.all())
    assert request.subjects[0]["name"] == "Daren Stone"
    [second] = send(northvale, referral, "health", people=people)
    assert second.subjects[0]["name"] == "Darren Stone"
    assert ask_of(northvale, referral, people=people).people[0].display_name == "Darren Stone"


def test_a_secret_address_that_becomes_known_is_kept_secret(northvale):
    referral = build_referral(northvale)
    value = {"address": "7 Refuge Lane", "postcode": "", "address_withheld": True, "whereabouts": ""}
    recorded(northvale, referral, FactKind.ADDRESS, value=value)
    person = person_of(northvale, referral)
    assert kept_secret([person]) == {person}
    lodger = build_referral(northvale, people=[child(address="7 Refuge Ln")])
    with acting_as(northvale.screener):
        assert len(secrets_of(lodger)) == 1


def test_a_former_address_is_kept_secret_no_longer(northvale):
    referral = build_referral(northvale, people=[child(address="7 Refuge Lane", address_withheld=True)])
    neighbour = build_referral(northvale, people=[child(address="7 Refuge Ln")])
    value = {"address": "9 Low Road", "postcode": "", "uprn": "", "address_withheld": True, "whereabouts": ""}
    recorded(northvale, referral, FactKind.ADDRESS, value=value, was_right=True)
    compare_people()
    with acting_as(northvale.screener):
        assert not secrets_of(neighbour)
        assert secrets_of(referral).gives_away("Seen at 9 Low Road")


def test_an_address_as_first_told_is_kept_secret_beside_the_one_known_now(northvale):
    referral = build_referral(northvale, people=[child(address="7 Refuge Lane")])
    value = {"address": "9 Low Road", "postcode": "", "uprn": "", "address_withheld": False, "whereabouts": ""}
    recorded(northvale, referral, FactKind.ADDRESS, value=value)
    build_referral(northvale, people=[child(address="7 Refuge Ln", address_withheld=True)])
    with acting_as(northvale.screener):
        as_told = people_as_told(referral.people.all(), readable_facts(referral, user=northvale.screener))
        assert not secrets_of(referral)
        secret = secrets_of(referral, as_told=as_told)
        assert list(secret) == as_told
        assert secret.gives_away("7 Refuge Lane")


def test_a_fact_is_taken_over_from_an_answer_with_its_source(northvale):
    referral, item = answered(northvale, release=["partners"])
    fact = recorded(northvale, referral, position=2, provenance=taken_from(item), by=northvale.social_worker)
    assert (fact.source, fact.item) == ("answer", item)
    assert person_of(northvale, referral, 2).display_name == "Darren Stone"


def test_what_partners_may_not_have_stays_beside_what_requests_tell(northvale):
    referral, item = answered(northvale)
    with pytest.raises(RuleViolation, match="not released this to partner agencies"):
        recorded(northvale, referral, position=2, provenance=taken_from(item), by=northvale.social_worker)
    recorded(northvale, referral, position=2, provenance=taken_from(item), by=northvale.social_worker, shown=False)
    person = person_of(northvale, referral, 2)
    assert (person.display_name, person.other_names) == ("Darren", "")


def test_what_only_decision_makers_read_is_shown_to_nobody_else(northvale):
    referral, item = answered(northvale, handling="decision_maker", release=["partners"])
    with pytest.raises(RuleViolation, match="only decision-makers"):
        recorded(northvale, referral, position=2, provenance=taken_from(item), by=northvale.manager)
    recorded(northvale, referral, position=2, provenance=taken_from(item), by=northvale.manager, shown=False)
    for reader, many in ((northvale.manager, 1), (northvale.screener, 0)):
        with acting_as(reader):
            assert len(readable_facts(referral, user=reader)) == many
            assert PersonFact.objects.count() == many


def test_an_item_of_another_case_is_no_source(northvale):
    _, item = answered(northvale, release=["partners"])
    other = build_referral(northvale)
    with pytest.raises(DatabaseError):
        recorded(northvale, other, provenance=taken_from(item), by=northvale.manager)


def test_a_fact_that_nobody_says_the_reason_of_is_refused(northvale):
    referral = build_referral(northvale)
    with pytest.raises(RuleViolation, match="Enter why") as refused:
        recorded(northvale, referral, provenance=Provenance(source="person", certainty="checked", why=" "))
    assert refused.value.field == "why"


def test_a_stale_page_records_nothing(northvale):
    referral = build_referral(northvale)
    recorded(northvale, referral, seen=referral.version)
    with pytest.raises(StalePage, match="recorded a fact about person 1"):
        recorded(northvale, referral, seen=referral.version)


def test_a_colleague_of_another_hub_records_nothing(northvale, southmere):
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        person = Person.objects.get()
    with acting_as(southmere.screener), transaction.atomic(), pytest.raises(RuleViolation):
        record_fact(
            referral, person=person, kind=FactKind.NAME, value={"first_name": "X"}, provenance=BY_PHONE,
            by=southmere.screener,
        )  # fmt: skip
