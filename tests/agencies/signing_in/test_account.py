"""One's own account: listing and ending sign-ins, and confirming again before sensitive pages."""

import time_machine
from django.test import Client

from agencies.models import SignIn
from audit.models import Event
from tests.agencies.signing_in.steps import add_app, enter_password, from_now, is_signed_in, totp_code
from tests.builders import PASSWORD
from tests.database import as_role

EXPORT = "/access-log/export/?from_day=1&from_month=1&from_year=2026"


def event_codes_by(person):
    with as_role("mash_owner"):
        return list(Event.objects.filter(by_id=person.pk).order_by("at").values_list("code", flat=True))


def sign_in_twice(person, clients=2):
    browsers = [Client(headers={"user-agent": f"Mozilla/5.0 {name}/1"}) for name in ("Firefox", "Edg")]
    for browser in browsers:
        enter_password(browser, person)
    return browsers


def test_the_account_page_lists_current_sign_ins(northvale):
    here, _ = sign_in_twice(northvale.manager)
    page = here.get("/account/").text
    assert "Firefox" in page
    assert "Edge" in page
    assert "127.0.0.1" not in page


def test_a_single_other_sign_in_can_be_ended(northvale):
    here, there = sign_in_twice(northvale.manager)
    other = northvale.manager.sign_ins.get(agent="Edg")
    assert here.post(f"/account/sign-ins/{other.pk}/end/").status_code == 302
    assert not is_signed_in(there)
    assert is_signed_in(here)
    assert event_codes_by(northvale.manager)[-1] == "sign_out.ended"


def test_all_other_sign_ins_can_be_ended(northvale):
    here, there = sign_in_twice(northvale.manager)
    assert here.post("/account/sign-ins/end-others/").status_code == 302
    assert not is_signed_in(there)
    assert is_signed_in(here)
    assert SignIn.objects.filter(user=northvale.manager).count() == 1


def test_another_users_sign_in_cannot_be_ended_and_get_is_refused(northvale, as_person):
    here, _ = sign_in_twice(northvale.manager)
    stranger = as_person(northvale.screener)
    for sign_in in northvale.manager.sign_ins.all():
        stranger.post(f"/account/sign-ins/{sign_in.pk}/end/")
        assert stranger.get(f"/account/sign-ins/{sign_in.pk}/end/").status_code == 405
    assert is_signed_in(here)


def test_changing_the_password_keeps_the_current_sign_in(client, northvale):
    here, there = sign_in_twice(northvale.manager)
    new = {"current": PASSWORD, "password": "three random words", "again": "three random words"}
    here.post("/account/password/", new)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert [sign_in.agent for sign_in in northvale.manager.sign_ins.all()] == ["Firefox"]


def test_a_fresh_sign_in_needs_no_confirmation(northvale, as_person):
    assert as_person(northvale.auditor).get("/access-log/export/").status_code == 200


def test_an_export_requires_a_fresh_confirmation_and_keeps_the_input(northvale, as_person):
    browser = as_person(northvale.auditor)
    form = {"shape": "csv", "purpose": "Quarterly review of access", "submission": submission_number(browser, EXPORT)}
    with time_machine.travel(from_now(minutes=11)):
        confirm = browser.post(EXPORT, form)
        assert confirm.url.startswith("/account/confirm/?next=")
        wrong = browser.post(confirm.url, {"password": "not the password"})
        assert "Enter the password you signed in with" in wrong.text
        back = browser.post(confirm.url, {"password": PASSWORD})
        assert back.url == EXPORT
        again = browser.get(EXPORT)
        assert "Quarterly review of access" in again.text
        assert "before you confirmed" in again.text
    codes = event_codes_by(northvale.auditor)
    assert "event.exported" not in codes
    assert {"step_up.failed", "step_up.done"} <= set(codes)


def submission_number(browser, page) -> str:
    return browser.get(page).text.partition('name="submission" value="')[2].partition('"')[0]


def test_a_confirmation_expires(northvale, as_person):
    browser = as_person(northvale.auditor)
    for minutes, status in ((9, 200), (11, 302)):
        with time_machine.travel(from_now(minutes=minutes)):
            assert browser.get("/access-log/export/").status_code == status


def test_changing_roles_requires_a_fresh_confirmation(northvale, as_person):
    browser = as_person(northvale.administrator)
    with time_machine.travel(from_now(minutes=11)):
        for page in ("roles/", "roles/screener/end/", "second-factor/"):
            answer = browser.post(f"/people/{northvale.screener.pk}/{page}", {"role": "manager"})
            assert answer.url.startswith("/account/confirm/")
    assert northvale.screener.memberships.current().count() == 1


def test_users_without_a_password_confirm_with_a_code(northvale, as_person):
    secret = add_app(northvale.auditor)
    northvale.auditor.set_unusable_password()
    northvale.auditor.save()
    browser = as_person(northvale.auditor)
    with time_machine.travel(from_now(minutes=11)):
        confirm = browser.get("/access-log/export/").url
        assert "Enter a code" in browser.post(confirm, {"code": ""}).text
        assert browser.post(confirm, {"code": totp_code(secret)}).url == "/access-log/export/"
        assert browser.get("/access-log/export/").status_code == 200


def test_confirming_never_redirects_to_another_site(northvale, as_person):
    browser = as_person(northvale.auditor)
    assert browser.post("/account/confirm/?next=https://elsewhere.example/", {"password": PASSWORD}).url == "/"


def test_the_new_password_must_differ(client, northvale):
    enter_password(client, northvale.manager)
    same = {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}
    assert "other than the one you have" in client.post("/account/password/", same).text
