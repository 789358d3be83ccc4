"""An administrator adds an agency and manages who works in the hub, without reading a case."""

import re
from datetime import date, timedelta

from django.core import mail
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, User
from audit.models import Event
from mash.identity import acting_as
from referrals.timing.targets import request_due_at, rule_of, week_of
from tests import two_hands
from tests.agencies.pages import initial_data, save
from tests.builders import PASSWORD, build_referral


def browser(user) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def typed_date(field, day):
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def let_in(link: str) -> Client:
    """Follow the invitation link in a separate browser."""
    client = Client()
    assert client.get(link).url == "/choose-password/"
    client.post("/choose-password/", {"password": "three random words", "again": "three random words"})
    return client


def test_a_new_agency_with_its_agreement_questions_and_person(
    northvale, worker_at_once, django_capture_on_commit_callbacks
):
    administrator, manager = browser(northvale.administrator), browser(northvale.manager)
    facts = {"name": "Probation", "kind": "probation", "link": "virtual", "notice_email": "pr@probation.example"}
    administrator.post("/agencies/add/", facts)
    agency = Agency.objects.get(name="Probation")
    assert "no agreement with them is in force" in administrator.get("/agreements/").text

    today = timezone.localdate()
    dates = typed_date("signed_on", today) | typed_date("review_on", today + timedelta(days=365))
    administrator.post("/agreements/add/", {"agency": agency.pk, "title": "Tier 2", **dates})
    question = {"text_1": "Who supervises them, and on what licence?", "order_1": 1, "is_active": "yes"}
    save(administrator, "/questions/probation/always/", question)

    person = {"name": "Nova", "email": "nova@northvale.example", "role": "representative", "agency": agency.pk}
    person["reason"] = "Their new single point of contact"
    assert "Use a work address" in administrator.post("/people/invite/", person).text
    person["email"] = "nova@probation.example"
    assert administrator.post("/people/invite/", person).status_code == 302
    nova = User.objects.get(email=person["email"])
    assert not nova.groups.exists()

    [row] = manager.get("/people/changes/").context["rows"]
    with django_capture_on_commit_callbacks(execute=True):
        assert manager.post(f"/people/changes/{row['change'].pk}/").url == "/people/changes/"
    [link] = re.findall(r"http://testserver(/choose-password/\S+)", mail.outbox[-1].body)
    assert mail.outbox[-1].to == [nova.email]
    assert let_in(link).get("/account/").status_code == 200
    assert nova.groups.get() == agency.group


def test_new_targets_and_hours_are_what_the_clocks_go_by(northvale):
    administrator = browser(northvale.administrator)
    targets = initial_data(administrator, "/targets/")
    administrator.post("/targets/", {**targets, "hours_agency_response_red": "2"})
    week = {f"{end}_{day}": hour for day in range(7) for end, hour in [("opens", "8am"), ("closes", "8pm")]}
    save(administrator, "/hours/", {**week, "closed_on": "24 December 2026"})

    hub = type(northvale.hub).objects.get(pk=northvale.hub.pk)
    now = timezone.now()
    assert rule_of(hub, "agency_response", "red").hours == 2
    assert request_due_at(hub, "red", now)[0] == now + timedelta(hours=2)
    assert week_of(hub).is_open_on(date(2026, 12, 27))  # a Sunday
    assert not week_of(hub).is_open_on(date(2026, 12, 24))
    with acting_as(northvale.auditor):
        changed = Event.objects.filter(code__in=["target.changed", "hours.changed"])
        assert {event.by_name for event in changed} == {northvale.administrator.name}


def test_a_suspended_user_is_out_at_once_and_a_moved_user_leaves_the_old_agency(northvale):
    referral = build_referral(northvale)
    at_work, officer = browser(northvale.manager), browser(northvale.police)
    administrator = browser(northvale.administrator)

    save(administrator, f"/people/{northvale.manager.pk}/suspend/")
    assert at_work.get(f"/cases/{referral.reference}/").url.startswith("/sign-in/")
    assert Client().post("/sign-in/", {"email": northvale.manager.email, "password": PASSWORD}).status_code == 200
    save(administrator, f"/people/{northvale.manager.pk}/restore/")
    two_hands.confirm_all(northvale.manager, by=northvale.administrator)
    assert browser(northvale.manager).get(f"/cases/{referral.reference}/").status_code == 200

    save(administrator, f"/people/{northvale.police.pk}/move/", {"agency": northvale.agencies["health"].pk})
    assert officer.get("/account/").status_code == 200
    two_hands.confirm_all(northvale.police, by=northvale.administrator)
    assert officer.get("/account/").status_code == 302
    assert "Northvale health" in browser(northvale.police).get("/account/").text


def test_an_administrator_reads_no_case(northvale):
    referral = build_referral(northvale)
    administrator = browser(northvale.administrator)
    assert administrator.get(f"/cases/{referral.reference}/").status_code in (403, 404)
    save(administrator, f"/people/{northvale.administrator.pk}/roles/", {"role": "manager"})
    assert administrator.get(f"/cases/{referral.reference}/").status_code in (403, 404)
    assert administrator.get("/access-log/").status_code == 403
