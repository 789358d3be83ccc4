"""Staff are barred from records about themselves, their household and, if known, their family."""

import re
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from agencies.models import StaffParticulars
from agencies.people.particulars import set_particulars
from audit.models import Event
from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from referrals.access.bars import suggest_bars as suggest
from referrals.access.bars import suggest_bars_to_staff
from referrals.access.visible import visible_referrals
from referrals.governance.actions import confirm_bar, end_bar
from referrals.models import Bar, Referral
from referrals.people.terms import terms_of_staff
from referrals.tasks import suggest_bars
from tests.builders import adult, build_referral, child
from tests.database import as_role

BORN = date(1984, 3, 27)
HOME = {"address": "12 Harbour Street, Northvale", "postcode": "NV1 2AB"}


def known(world, person, **facts):
    with acting_as(world.administrator):
        set_particulars(user=person, by=world.administrator, **facts)


def bars(world) -> list[Bar]:
    with acting_as(world.governance):
        return list(Bar.objects.order_by("pk"))


def sees(person, referral) -> bool:
    with acting_as(person):
        return visible_referrals(person).filter(pk=referral.pk).exists()


def stable_text(response) -> str:
    """Return a page without what differs each time it is rendered."""
    return re.sub(r'(nonce|value)="[^"]*"', "", response.content.decode()).replace("MASH-9999-9999", "")


def compare_staff() -> int:
    return suggest_bars.apply().get()


SAME_PERSON = {"last_names": ["Okonjo"], "date_of_birth": BORN}
MATCHES = [
    (SAME_PERSON, {"last_name": "OKONJO", "date_of_birth": BORN}, ["name_and_birth"]),
    (
        {"last_names": ["Brown", "Łukasz-Ferreira"], "date_of_birth": BORN},
        {"last_name": "Férreira", "date_of_birth": BORN},
        ["name_and_birth"],
    ),
    (HOME, {"address": "12, Harbour St\nNorthvale NV1 2AB", "postcode": "NV1 2AB"}, ["address"]),
    (
        {"address": "Rose Cottage, Mill Lane", "postcode": "NV1 2AB"},
        {"address": "Rose Cottage", "postcode": "NV1 2AB"},
        ["address"],
    ),
    (
        {"last_names": ["O’Neill"], **HOME},
        {"last_name": "ONeill", "address": "90 Harbour Street", "postcode": "NV1 2AB"},
        ["name_and_postcode"],
    ),
    (
        {"last_names": ["McDonald"], "date_of_birth": BORN},
        {"last_name": "Mc Donald", "date_of_birth": BORN},
        ["name_and_birth"],
    ),
    (
        {"last_names": ["Weiss"], "date_of_birth": BORN},
        {"last_name": "Weiß", "date_of_birth": BORN},
        ["name_and_birth"],
    ),
    ({"last_names": ["Smith"]}, {"last_name": "Smith"}, []),
    ({"last_names": ["Smith"], "date_of_birth": BORN}, {"last_name": "Smith"}, []),
    (SAME_PERSON, {"last_name": "Other", "date_of_birth": BORN}, []),
    (SAME_PERSON, {"last_name": "Okonjo", "date_of_birth": BORN + timedelta(days=1)}, []),
    (HOME, {"address": "14 Harbour Street", "postcode": "NV1 2AB"}, []),
    (HOME, {"address": "12 Harbour Street", "postcode": "NV1 9ZZ"}, []),
    (HOME, {"address": "Flat 3, 12 Harbour Street", "postcode": "NV1 2AB"}, []),
    ({"last_names": ["Smith"], **HOME}, {"last_name": "Smith", "address": "1 Mill Lane", "postcode": "NV1 9ZZ"}, []),
    (
        {"last_names": ["de la Cruz"], **HOME},
        {"last_name": "de Bruin", "address": "9 Mill Lane", "postcode": "NV1 2AB"},
        [],
    ),
    ({}, {}, []),
]


@pytest.mark.parametrize(("theirs", "named", "matched"), MATCHES)
def test_a_last_name_or_a_street_alone_is_no_match(db, theirs, named, matched):
    named = dict(named)
    person = {"last_names": [named.pop("last_name", "")], "date_of_birth": None, "address": "", "postcode": "", **named}
    staff = {"last_names": [], "date_of_birth": None, "address": "", "postcode": "", **theirs}
    with as_role("mash_guard"), connection.cursor() as cursor:
        cursor.execute("SELECT mash_same(%s, %s)", [terms_of_staff(**person), terms_of_staff(**staff)])
        assert cursor.fetchone() == (matched,)


def test_a_record_about_their_own_is_kept_from_them_from_its_first_moment(northvale):
    known(northvale, northvale.social_worker, **SAME_PERSON)
    known(northvale, northvale.screener, last_names=["Okonjo"], date_of_birth=BORN + timedelta(days=400), **HOME)
    named = adult(last_name="Okonjo", date_of_birth=BORN, is_subject=False)
    referral = build_referral(northvale, people=[child(), named])
    assert [(bar.user, bar.because, bar.matched, bar.given_by) for bar in bars(northvale)] == [
        (northvale.social_worker, "subject", ["name_and_birth"], None)
    ]
    assert not sees(northvale.social_worker, referral)
    assert sees(northvale.screener, referral)


def test_somebody_of_another_hub_is_not_compared(northvale, southmere):
    known(southmere, southmere.social_worker, **SAME_PERSON)
    build_referral(northvale, people=[adult(last_name="Okonjo", date_of_birth=BORN)])
    assert bars(northvale) == bars(southmere) == []


def test_staff_who_key_in_a_record_of_their_own_family_cannot_read_it(northvale):
    known(northvale, northvale.screener, **SAME_PERSON)
    referral = build_referral(northvale, people=[adult(last_name="Okonjo", date_of_birth=BORN)])
    assert referral.reference
    assert not sees(northvale.screener, referral)


def test_particulars_that_change_are_compared_with_every_record_once(northvale):
    referral = build_referral(northvale, people=[adult(last_name="Okonjo", date_of_birth=BORN)])
    known(northvale, northvale.social_worker, **SAME_PERSON)
    assert sees(northvale.social_worker, referral)
    assert compare_staff() == 1
    assert not sees(northvale.social_worker, referral)
    assert compare_staff() == 0
    known(northvale, northvale.social_worker, postcode="NV1 2AB")
    assert compare_staff() == 0, "the bar exists already"
    with as_role("mash_owner"):
        event = Event.objects.get(code="bar.suggested")
    assert (event.by_name, event.reference, event.detail) == ("SYSTEM", referral.reference, {})


def test_a_dismissed_bar_is_never_suggested_again_and_a_confirmed_one_stands(northvale):
    people = [adult(last_name="Okonjo", date_of_birth=BORN)]
    known(northvale, northvale.social_worker, **SAME_PERSON)
    dismissed, confirmed = build_referral(northvale, people=people), build_referral(northvale, people=people)
    first, second = bars(northvale)
    with acting_as(northvale.governance):
        end_bar(first, why="A namesake", by=northvale.governance)
        confirm_bar(second, by=northvale.governance)
    known(northvale, northvale.social_worker, postcode="NV1 2AB")
    assert compare_staff() == 0
    assert len(bars(northvale)) == 2
    assert sees(northvale.social_worker, dismissed)
    assert not sees(northvale.social_worker, confirmed)


def test_for_a_barred_user_the_record_is_unknown_and_no_reason_is_given(northvale, as_person):
    known(northvale, northvale.social_worker, **SAME_PERSON)
    referral = build_referral(northvale, people=[adult(last_name="Okonjo", date_of_birth=BORN)])
    client = as_person(northvale.social_worker)
    hidden, unknown = client.get(f"/cases/{referral.reference}/"), client.get("/cases/MASH-9999-9999/")
    assert hidden.status_code == unknown.status_code == 404
    assert stable_text(hidden) == stable_text(unknown)
    assert referral.reference not in client.get("/queue/").content.decode()
    with acting_as(northvale.social_worker):
        assert not Bar.objects.exists()


def test_governance_sees_what_matched_and_no_word_of_the_record_or_of_the_particulars(northvale, as_person):
    known(northvale, northvale.social_worker, **SAME_PERSON, **HOME)
    build_referral(northvale, people=[adult(last_name="Okonjo", date_of_birth=BORN, **HOME)])
    (bar,) = bars(northvale)
    page = as_person(northvale.governance).get(f"/governance/bars/{bar.pk}/").content.decode()
    assert "same last name and date of birth, same address, same last name and postcode" in " ".join(page.split())
    assert "Okonjo" not in page
    assert "Harbour" not in page


def test_particulars_are_read_by_their_owner_and_their_administrators_alone(northvale, southmere):
    known(northvale, northvale.social_worker, **SAME_PERSON)
    for person in [northvale.social_worker, northvale.administrator]:
        with acting_as(person):
            assert StaffParticulars.objects.get().last_names == ["Okonjo"]
    for person in [northvale.manager, northvale.governance, northvale.auditor, southmere.administrator, None]:
        with acting_as(person):
            assert not StaffParticulars.objects.exists()
            assert StaffParticulars.objects.filter(user=northvale.social_worker).update(postcode="") == 0


def test_a_stranger_sets_off_no_comparison(northvale, southmere):
    referral = build_referral(northvale)
    with as_role("mash_owner"):
        Referral.objects.filter(pk=referral.pk).update(created_at=timezone.now() - timedelta(hours=1))
    with acting_as(southmere.manager), pytest.raises(ProgrammingError), transaction.atomic():
        suggest(referral, by=southmere.manager, now=timezone.now())


def test_the_line_of_a_suggested_bar_is_about_the_bar_and_names_nobody_barred(northvale):
    referral = build_referral(northvale, people=[child(last_name="OKONJO", date_of_birth=BORN)])
    known(northvale, northvale.social_worker, **SAME_PERSON)
    moment = timezone.now().replace(microsecond=0)
    with acting_as(northvale.manager), transaction.atomic():
        suggest(referral, by=northvale.manager, now=moment)
    [suggested] = bars(northvale)
    with as_role("mash_owner"):
        [line] = Event.objects.filter(code="bar.suggested")
    assert (line.at, line.by_id, line.about_kind, line.about_id, line.reference, line.hub_id) == (
        moment,
        northvale.manager.pk,
        "bar",
        str(suggested.pk),
        referral.reference,
        northvale.hub.pk,
    )
    assert northvale.social_worker.name not in str(line.detail)


def test_so_many_of_the_staff_are_compared_at_once(northvale):
    build_referral(northvale, people=[child(last_name="OKONJO", date_of_birth=BORN)])
    for person in (northvale.social_worker, northvale.screener):
        known(northvale, person, **SAME_PERSON)
    at_once = []
    for _ in range(3):
        with acting_as_system(), transaction.atomic():
            at_once.append(suggest_bars_to_staff(by=SYSTEM, now=timezone.now(), at_most=1))
    assert at_once == [1, 1, 0]
    assert len(bars(northvale)) == 2
    with as_role("mash_owner"):
        assert set(Event.objects.filter(code="bar.suggested").values_list("hub_id", flat=True)) == {northvale.hub.pk}
