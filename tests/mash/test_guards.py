"""Pages are closed unless opened; what was typed outlives a sign-in; a form sent twice is done once."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import override_settings
from django.urls import include, path

from agencies import roles
from audit.models import Event
from mash.guards import SAVED_INPUT, allow, new_submission, posted, public
from mash.identity import acting_as
from tests.database import as_role

done = []


def unmarked(request):
    return HttpResponse("never shown")


@allow(roles.TRIAGE)
def for_managers(request):
    if request.method == "POST" and request.POST["words"]:
        done.append(request.POST["words"])
        return redirect("managers")
    data = posted(request)
    return HttpResponse(data["words"] if data else "empty")


@allow(roles.TRIAGE)
def other_page(request):
    data = posted(request)
    return HttpResponse(data["words"] if data else "empty")


@public("a test")
def open_to_all(request):
    return HttpResponse(new_submission(request))


urlpatterns = [
    path("unmarked/", unmarked),
    path("managers/", for_managers, name="managers"),
    path("other/", other_page),
    path("token/", open_to_all),
    path("", include("mash.urls")),
]

here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture(autouse=True)
def _these_pages():
    done.clear()
    with here:
        yield


def test_a_page_without_a_mark_is_refused(db, client):
    with pytest.raises(ImproperlyConfigured, match="unmarked carries no mark"):
        client.get("/unmarked/")


def test_nobody_signed_in_is_sent_to_sign_in(db, client):
    response = client.get("/managers/")
    assert response.status_code == 302
    assert "next=/managers/" in response["Location"]


def test_a_role_without_the_permission_is_refused_and_noted(northvale, as_person):
    response = as_person(northvale.screener).get("/managers/")
    assert response.status_code == 403
    with as_role("mash_owner"):
        denial = Event.objects.get(code="access.denied")
    assert denial.by_id == northvale.screener.pk
    assert denial.detail["rule"] == "Your role does not include this page."


def test_a_form_sent_twice_is_done_once(northvale, as_person):
    browser = as_person(northvale.manager)
    page = {"submission": browser.get("/token/").content.decode(), "words": "once"}
    assert browser.post("/managers/", page).status_code == 302
    assert browser.post("/managers/", page).status_code == 302
    assert done == ["once"]


def test_what_was_refused_can_be_sent_again_from_the_same_page(northvale, as_person):
    browser = as_person(northvale.manager)
    page = {"submission": browser.get("/token/").content.decode(), "words": ""}
    assert browser.post("/managers/", page).status_code == 200
    assert browser.post("/managers/", {**page, "words": "now"}).status_code == 302
    assert done == ["now"]


def test_no_page_stays_with_the_browser(northvale, as_person, referral):
    with override_settings(ROOT_URLCONF="mash.urls"):
        pages = [f"/cases/{referral.reference}/", "/queue/", "/nowhere/", "/"]
        browser = as_person(northvale.manager)
        assert {browser.get(page).get("Cache-Control") for page in pages} == {"no-store"}


def test_what_was_typed_when_the_sign_in_ran_out_is_there_again(northvale, as_person, client):
    page = {"submission": as_person(northvale.manager).get("/token/").content.decode(), "words": "long thoughts"}
    client.logout()
    assert client.post("/managers/", page).status_code == 302
    saved = client.session[SAVED_INPUT]
    client.force_login(northvale.manager, backend="agencies.backends.EmailBackend")
    session = client.session
    session[SAVED_INPUT] = saved  # signing in keeps the session's contents; force_login starts a fresh one
    session.save()
    assert client.get("/managers/").content == b"long thoughts"
    assert client.get("/managers/").content == b"empty", "shown once"
    assert done == []


def test_what_was_typed_on_two_pages_is_found_on_each(northvale, as_person, client):
    browser = as_person(northvale.manager)
    numbers = [browser.get("/token/").content.decode() for _ in range(2)]
    client.logout()
    client.post("/managers/", {"submission": numbers[0], "words": "first"})
    client.post("/other/", {"submission": numbers[1], "words": "second"})
    saved = client.session[SAVED_INPUT]
    client.force_login(northvale.manager, backend="agencies.backends.EmailBackend")
    session = client.session
    session[SAVED_INPUT] = saved
    session.save()
    assert client.get("/managers/").content == b"first"
    assert client.get("/other/").content == b"second"


def test_what_one_person_typed_is_never_shown_to_another(northvale, as_person, client):
    page = {"submission": as_person(northvale.manager).get("/token/").content.decode(), "words": "not yours"}
    client.logout()
    client.post("/managers/", page)
    saved = client.session[SAVED_INPUT]
    client.force_login(northvale.second_manager, backend="agencies.backends.EmailBackend")
    session = client.session
    session[SAVED_INPUT] = saved
    session.save()
    assert client.get("/managers/").content == b"empty"


def test_unknown_and_forbidden_cases_answer_alike(northvale, southmere, referral, as_person):
    from tests.builders import build_referral

    theirs = build_referral(southmere)
    browser = as_person(northvale.manager)
    with override_settings(ROOT_URLCONF="mash.urls"):
        unknown, forbidden = (browser.get(f"/cases/{r}/") for r in ["MASH-2222-2222", theirs.reference])
    assert unknown.status_code == forbidden.status_code == 404
    hidden = re.compile(r'name="(csrfmiddlewaretoken|submission)" value="[^"]*"|MASH-[A-Z0-9-]{9}')
    assert hidden.sub("", unknown.content.decode()) == hidden.sub("", forbidden.content.decode())
    with acting_as(northvale.auditor):
        assert Event.objects.filter(code="access.not_found").count() == 2


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_pages_are_read_and_forms_are_sent_and_nothing_else(client, db, method):
    answer = getattr(client, method)("/refer/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
