"""Two administrators edit the same record: the second is told of the first change and loses no input."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import AccountChange, Agency, Hub, OpeningHours, QuestionSet, SharingAgreement, Target, User
from agencies.organisations.actions import change_agency, change_agreement, end_agreement
from agencies.people import actions
from agencies.questions.actions import QuestionInput, set_questions
from agencies.rules.actions import change_hub, set_hours, set_targets, targets_of
from tests import two_hands
from tests.agencies.pages import REASON, initial_data, save
from tests.database import as_role


@pytest.fixture
def second(northvale) -> User:
    """The colleague, who saves first."""
    return two_hands.invite(
        hub=northvale.hub,
        email="second@northvale.example",
        name="Quinn Quicker",
        role="administrator",
        by=northvale.administrator,
    )


@pytest.fixture
def administrator(as_person, northvale) -> Client:
    return as_person(northvale.administrator)


def check_stale_page(answer) -> str:
    """Check that the page says who changed the record, and return its text."""
    assert answer.status_code == 200
    assert "Quinn Quicker changed" in answer.text
    assert "Nothing of yours has been saved" in answer.text
    assert "Stands now" in answer.text
    return answer.text


def resubmit_data(answer, typed: dict) -> dict:
    """Return the form data for saving again from the page that reported the change."""
    return {**typed, "seen": answer.context["form"]["seen"].value()}


def compared_rows(answer) -> dict:
    return {row.question: (row.typed, row.now) for row in answer.context["form"].standing}


def test_an_agency(administrator, northvale, second):
    agency = northvale.agencies["housing"]
    url = f"/agencies/{agency.pk}/"
    typed = {**initial_data(administrator, url), "name": "Homes", "is_active": "no", "link": "core"}
    change_agency(agency=agency, name="Housing service", link="virtual", by=second)

    answer = administrator.post(url, typed)
    check_stale_page(answer)
    assert "changed the name and link to the hub" in answer.text
    assert compared_rows(answer) == {
        "Name of the agency": ("Homes", "Housing service"),
        "How is it linked to the hub?": ("Core partner", "Virtual link"),
        "Can be asked": ("No", "Yes"),
    }
    assert 'value="Homes"' in answer.text
    assert Agency.objects.get(pk=agency.pk).name == "Housing service"

    assert administrator.post(url, resubmit_data(answer, typed)).status_code == 302
    saved = Agency.objects.get(pk=agency.pk)
    assert (saved.name, saved.link, saved.is_active) == ("Homes", "core", False)
    assert saved.group.name == "northvale: Homes"


def test_a_page_opened_after_the_change_can_be_saved(administrator, northvale, second):
    agency = northvale.agencies["housing"]
    change_agency(agency=agency, name="Housing service", by=second)
    url = f"/agencies/{agency.pk}/"
    assert administrator.post(url, {**initial_data(administrator, url), "is_active": "no"}).status_code == 302


def test_a_second_concurrent_change_is_reported_too(administrator, northvale, second):
    agency = northvale.agencies["housing"]
    url = f"/agencies/{agency.pk}/"
    typed = {**initial_data(administrator, url), "name": "Homes", "is_active": "yes"}
    change_agency(agency=agency, name="Housing service", by=second)
    answer = administrator.post(url, typed)
    change_agency(agency=agency, name="Housing and land", by=second)
    check_stale_page(administrator.post(url, resubmit_data(answer, typed)))
    assert Agency.objects.get(pk=agency.pk).name == "Housing and land"


@pytest.mark.parametrize("seen", ["", "-1", "soon", "9" * 40, "٤"])
def test_an_invalid_version_counts_as_stale(administrator, northvale, second, seen):
    agency = northvale.agencies["housing"]
    typed = {"name": "Homes", "link": "core", "notice_email": agency.notice_email, "is_active": "yes", "seen": seen}
    answer = administrator.post(f"/agencies/{agency.pk}/", typed)
    assert "opened too long ago" in answer.text
    assert Agency.objects.get(pk=agency.pk).name == agency.name
    assert administrator.post(f"/agencies/{agency.pk}/", resubmit_data(answer, typed)).status_code == 302


def test_the_targets(administrator, northvale, second):
    typed = {**initial_data(administrator, "/targets/"), "hours_agency_response_red": "2"}
    changed = {("agency_response", "red"): (6, "continuous"), ("feedback", ""): (8, "working")}
    set_targets(hub=northvale.hub, targets=changed, by=second)

    answer = administrator.post("/targets/", typed)
    assert "changed Agency response, red; Feedback to referrer" in check_stale_page(answer)
    assert compared_rows(answer)["Agency response, red: hours"] == ("2", "6")
    assert Target.objects.get(hub=northvale.hub, measure="agency_response", rating="red").hours == 6

    assert administrator.post("/targets/", resubmit_data(answer, typed)).status_code == 302
    assert targets_of(northvale.hub)["agency_response", "red"][0] == 2


def test_the_opening_hours(administrator, northvale, second):
    day = timezone.datetime(2026, 12, 24).date()
    typed = {**initial_data(administrator, "/hours/"), "opens_0": "7am", "closed_on": ""}
    week = {0: (timezone.datetime(1, 1, 1, 10).time(), timezone.datetime(1, 1, 1, 16, 30).time())}
    set_hours(hub=northvale.hub, hours=week, closed_on=[day], by=second)

    answer = administrator.post("/hours/", typed)
    assert "changed the hours and closed days" in check_stale_page(answer)
    assert compared_rows(answer)["Monday, opens"] == ("7am", "10am")
    assert compared_rows(answer)["Friday, opens"] == ("9am", "Nothing")
    assert compared_rows(answer)["Closed on"] == ("Nothing", "24 December 2026")
    assert 'value="7am"' in answer.text
    assert OpeningHours.objects.get(hub=northvale.hub).opens_at.hour == 10

    assert administrator.post("/hours/", resubmit_data(answer, typed)).status_code == 302
    assert OpeningHours.objects.filter(hub=northvale.hub).count() == 5


def test_the_hubs_settings(administrator, northvale, second):
    typed = {**initial_data(administrator, "/hub/"), "repeat_threshold": "5"}
    change_hub(hub=northvale.hub, repeat_threshold=4, second_signature_outcomes=["advice"], by=second)
    answer = administrator.post("/hub/", typed)
    check_stale_page(answer)
    both = compared_rows(answer)
    assert both["Referrals about the same person that ask for a second look"] == ("5", "4")
    assert Hub.objects.get(pk=northvale.hub.pk).repeat_threshold == 4
    assert administrator.post("/hub/", resubmit_data(answer, typed)).status_code == 302
    assert Hub.objects.get(pk=northvale.hub.pk).repeat_threshold == 5


def test_targets_hours_and_settings_have_separate_versions(administrator, northvale, second):
    typed = {**initial_data(administrator, "/targets/"), "hours_agency_response_red": "2"}
    change_hub(hub=northvale.hub, repeat_threshold=4, by=second)
    assert administrator.post("/targets/", typed).status_code == 302


def test_a_question_set_that_did_not_exist_yet(administrator, northvale, second):
    url, key = "/questions/police/neglect/", {"agency_kind": "police", "concern": "neglect"}
    typed = {"text_8": "Mine?", "order_8": "1", "is_active": "yes", "seen": initial_data(administrator, url)["seen"]}
    args = {"hub": northvale.hub, "kind": "police", "concern": "neglect", "is_active": False, "by": second}
    set_questions(questions=[QuestionInput("Theirs?", 6, "child")], **args)

    answer = administrator.post(url, typed)
    assert "changed these questions" in check_stale_page(answer)
    assert compared_rows(answer)["Questions"] == ("Mine? (both)", "Theirs? (child, last 6 months)")
    assert compared_rows(answer)["Are these questions asked?"] == ("Yes", "No")
    assert "Mine?</textarea>" in answer.text  # though the set now has fewer rows than the page that was sent
    question_set = QuestionSet.objects.get(hub=northvale.hub, **key)
    assert question_set.questions.get().text == "Theirs?"

    assert administrator.post(url, resubmit_data(answer, typed)).status_code == 302
    assert question_set.questions.get().text == "Mine?"


@pytest.fixture
def agreement(northvale) -> SharingAgreement:
    today = timezone.localdate()
    dates = {"signed_on": today - timedelta(days=9), "review_on": today + timedelta(days=90)}
    return SharingAgreement.objects.create(
        hub=northvale.hub, agency=northvale.agencies["police"], title="Tier 2", **dates
    )


def date_parts(field, day) -> dict:
    return {f"{field}_day": day.day, f"{field}_month": day.month, f"{field}_year": day.year}


def test_a_sharing_agreement(administrator, agreement, second):
    url = f"/agreements/{agreement.pk}/"
    typed = {"title": "Tier 3", "location": "Legal", "seen": initial_data(administrator, url)["seen"]}
    typed |= date_parts("signed_on", agreement.signed_on) | date_parts("review_on", agreement.review_on)
    change_agreement(agreement=agreement, location="Vault", by=second)
    answer = administrator.post(url, typed)
    check_stale_page(answer)
    assert compared_rows(answer)["Where the copy is kept"] == ("Legal", "Vault")
    assert administrator.post(url, resubmit_data(answer, typed)).status_code == 302
    assert SharingAgreement.objects.get(pk=agreement.pk).location == "Legal"


def test_ending_an_agreement_changed_or_ended_by_a_colleague(administrator, agreement, second):
    url = f"/agreements/{agreement.pk}/end/"
    before = initial_data(administrator, url)
    change_agreement(agreement=agreement, location="Vault", by=second)
    answer = administrator.post(url, before)
    check_stale_page(answer)
    assert not SharingAgreement.objects.get(pk=agreement.pk).ended_on
    end_agreement(agreement=agreement, by=second)
    answer = administrator.post(url, resubmit_data(answer, {}))
    assert "ended it" in check_stale_page(answer)
    assert "already ended" in administrator.post(url, resubmit_data(answer, {})).text


def give_manager(person, by):
    two_hands.give_role(user=person, role="manager", by=by)


def is_waiting(person, kind) -> bool:
    with as_role("mash_owner"):
        return AccountChange.objects.waiting().filter(user=person, kind=kind).exists()


PERSON_PAGES = {
    "suspend/": ({}, lambda person: not person.is_active),
    "roles/": ({"role": "social_worker"}, lambda person: is_waiting(person, "role")),
    "roles/screener/end/": ({}, lambda person: "screener" not in person.role_codes),
    "team/": ({}, lambda person: person.team_id is not None),
    "move/": ({}, lambda person: person.agency_id is not None),
    "restore/": ({}, lambda person: is_waiting(person, "restore")),
}


@pytest.mark.parametrize("page", PERSON_PAGES)
def test_an_account_changed_by_a_colleague(administrator, northvale, second, page):
    person, (typed, is_done) = northvale.screener, PERSON_PAGES[page]
    url = f"/people/{person.pk}/{page}"
    if page == "move/":
        typed = {"agency": northvale.agencies["health"].pk}
    if page == "team/":
        change_hub(hub=northvale.hub, teams=["North"], by=second)
        typed = {"team": northvale.hub.teams.get().pk}
    if page == "restore/":
        actions.suspend(user=person, by=second)
    typed |= {"seen": initial_data(administrator, url)["seen"], "reason": REASON}
    give_manager(User.objects.get(pk=person.pk), second)

    answer = administrator.post(url, typed)
    assert "gave them the role MASH manager" in check_stale_page(answer)
    assert compared_rows(answer)["Roles"][1] == "Screening officer\nMASH manager"
    assert not is_done(User.objects.get(pk=person.pk))

    assert administrator.post(url, resubmit_data(answer, typed)).status_code == 302
    assert is_done(User.objects.get(pk=person.pk))


def test_the_same_change_by_a_colleague_is_reported_and_not_repeated(administrator, northvale, second):
    url = f"/people/{northvale.screener.pk}/suspend/"
    before = {**initial_data(administrator, url), "reason": REASON}
    actions.suspend(user=northvale.screener, by=second)
    answer = administrator.post(url, before)
    assert "suspended them" in check_stale_page(answer)
    assert "They are already suspended" in administrator.post(url, resubmit_data(answer, {"reason": REASON})).text


def test_a_role_given_by_a_colleague_is_reported(administrator, northvale, second):
    url = f"/people/{northvale.screener.pk}/roles/"
    typed = {"role": "manager", "seen": initial_data(administrator, url)["seen"], "reason": REASON}
    give_manager(northvale.screener, second)
    answer = administrator.post(url, typed)
    check_stale_page(answer)
    assert "They already hold this role" in administrator.post(url, resubmit_data(answer, typed)).text


def test_an_account_never_changed_before_can_be_saved(administrator, northvale):
    assert save(administrator, f"/people/{northvale.screener.pk}/suspend/").status_code == 302
