"""Sending requests: the action checks the lawful basis, and each agency gets only its own copy."""

from datetime import UTC, date, datetime, timedelta

import pytest

from agencies.organisations.actions import add_agency
from audit.models import Event
from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.information_requests.asking.actions import MayNotAsk, send_requests
from referrals.information_requests.asking.copies import details
from referrals.models import InformationRequest, OutboxMessage, Referral, RequestQuestion
from referrals.triage.lawful_basis import authorise
from referrals.workflow import MoveNotAllowed
from tests import two_hands
from tests.builders import adult, build_referral, child
from tests.builders_requests import BASIS, NOT_TOLD, ask_of, build_basis, build_ready, build_triaged, send

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def refused(world, referral, error, **changes):
    with pytest.raises(error) as caught:
        send(world, referral, **changes)
    with acting_as(world.manager):
        assert not InformationRequest.objects.exists()
    return caught.value


def test_a_case_that_is_not_triaged_asks_nobody(northvale):
    assert "Received" in refused(northvale, build_referral(northvale), MoveNotAllowed).words


def test_nothing_leaves_without_a_lawful_basis(northvale):
    assert refused(northvale, build_triaged(northvale), MayNotAsk).missing == "basis"


def test_nothing_leaves_while_the_family_does_not_know_until_a_manager_authorises_it(northvale):
    referral = build_triaged(northvale, level="amber")
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    assert refused(northvale, referral, MayNotAsk).missing == "authorisation"
    with acting_as(northvale.manager):
        authorise(referral, authorising_reason="The visit comes first.", by=northvale.manager)
    assert len(send(northvale, referral)) == 1


@pytest.mark.parametrize(("why", "is_sent"), [("Known since the strategy discussion.", True), ("", False)])
def test_of_a_case_that_is_not_red_section_47_needs_its_reason(northvale, why, is_sent):
    referral = build_triaged(northvale, level="amber")
    of_47 = {"purpose": codes.SharingPurpose.SECTION_47, "gateway": codes.StatutoryGateway.CHILD_ENQUIRIES}
    with acting_as(northvale.manager):  # as one recorded while the case was red
        facts = {**BASIS, **of_47, "section_47_reason": why, "family_informed": "yes"}
        referral.lawful_bases.create(**facts, by=northvale.manager, at=NOON)
    if is_sent:
        assert len(send(northvale, referral)) == 1
    else:
        assert "why it is section 47" in refused(northvale, referral, MayNotAsk).words


def test_the_case_says_who_asked_and_when(northvale):
    referral = build_ready(northvale)
    send(northvale, referral, by=northvale.social_worker, now=NOON)
    with acting_as(northvale.manager):
        referral.refresh_from_db()
        moved = referral.moves.get(name="request information")
    assert (moved.by, moved.at) == (northvale.social_worker, NOON)
    assert (referral.changed_by, referral.changed_at) == ("Sasha Socialworker", NOON)


@pytest.fixture
def mixed(northvale):
    """A referral about a child and an adult, with a parent of the child who is not a subject."""
    parent = adult(first_name="Pat", is_subject=False, relationship="parent")
    return build_triaged(northvale, people=[child(), adult(), parent])


def test_about_children_and_adults_nothing_leaves_without_a_basis_for_each(northvale, mixed):
    with pytest.raises(RuleViolation) as caught:
        build_basis(northvale, mixed, adult_purpose="")
    assert caught.value.field == "adult_purpose"
    with acting_as(northvale.manager):  # a basis from before children and adults had separate powers
        mixed.lawful_bases.create(**BASIS, family_informed="yes", by=northvale.manager, at=NOON)
    assert "adults" in refused(northvale, mixed, MayNotAsk).words
    build_basis(northvale, mixed)
    assert len(send(northvale, mixed)) == 1


@pytest.mark.parametrize(
    ("names", "powers"),
    [
        (["Child"], ("CA89-17", "")),
        (["Adult"], ("CA14-42", "")),
        (["Child", "Adult"], ("CA89-17", "CA14-42")),
        (["Child", "Pat"], ("CA89-17", "")),
        (["Adult", "Pat"], ("CA14-42", "")),
        (["Pat"], ("CA89-17", "CA14-42")),
    ],
)
def test_a_request_carries_the_powers_that_fit_the_people_it_is_about(northvale, mixed, names, powers):
    build_basis(northvale, mixed)
    with acting_as(northvale.manager):
        people = [person for person in mixed.people.all() if {person.first_name, person.last_name} & set(names)]
        people = [person for person in people if person.is_subject or "Pat" in names]
    [request] = send(northvale, mixed, people=people)
    assert (request.gateway, request.adult_gateway) == powers


def test_only_the_newest_lawful_basis_counts(northvale):
    referral = build_ready(northvale, level="amber")
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    assert refused(northvale, referral, MayNotAsk).missing == "authorisation"


def test_a_case_without_a_rating_has_no_target_and_asks_nobody(northvale):
    referral = build_ready(northvale)
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=referral.pk).update(rating="")
    assert refused(northvale, referral, MayNotAsk).missing == "rating"


def test_all_are_sent_at_once_and_the_case_moves_once(northvale):
    referral = build_ready(northvale, now=NOON)
    requests = send(northvale, referral, "police", "health", now=NOON)
    with acting_as(northvale.manager):
        referral.refresh_from_db()
        assert referral.status == "gathering"
        assert referral.moves.filter(name="request information").count() == 1
        assert {request.agency.kind for request in requests} == {"police", "health"}
        assert {request.due_at for request in referral.requests.all()} == {NOON + timedelta(hours=2)}
        assert RequestQuestion.objects.filter(request=requests[0]).count() == 2


def test_a_second_round_can_follow(northvale):
    referral = build_ready(northvale)
    send(northvale, referral, "police")
    send(northvale, referral, "health")
    with acting_as(northvale.manager):
        assert referral.requests.count() == 2


def test_the_target_follows_the_rating_day_and_night(northvale):
    amber = build_ready(northvale, level="amber", now=NOON)
    request = send(northvale, amber, now=NOON)[0]
    assert request.due_at == NOON + timedelta(hours=6)
    assert request.clock_mode == "continuous"


def test_each_agency_is_written_to_once_and_without_a_name(northvale):
    request = send(northvale, build_ready(northvale))[0]
    with acting_as_system():
        message = OutboxMessage.objects.get(template="request_sent")
    assert message.to == "police@northvale.example"
    assert message.context == {"reference": request.reference, "due": request.due_at.isoformat()}


def test_each_request_is_noted_with_the_case_it_belongs_to(northvale):
    referral = build_ready(northvale)
    requests = send(northvale, referral, "police", "health")
    with acting_as(northvale.auditor):
        lines = Event.objects.filter(code="request.sent")
        assert {line.reference for line in lines} == {request.reference for request in requests}
        assert {line.detail["referral"] for line in lines} == {referral.reference}


def test_the_agency_sees_its_own_request_and_nothing_of_the_case(northvale):
    referral = build_ready(northvale)
    police, health = send(northvale, referral, "police", "health")
    with acting_as(northvale.police):
        assert list(InformationRequest.objects.all()) == [police]
        assert {question.request_id for question in RequestQuestion.objects.all()} == {police.pk}
        assert not Referral.objects.exists()
    with acting_as(northvale.health):
        assert list(InformationRequest.objects.all()) == [health]


def test_an_agency_of_another_hub_is_never_asked(northvale, southmere):
    referral = build_ready(northvale)
    with acting_as(northvale.manager):
        ask = ask_of(northvale, referral, agency=southmere.agencies["police"])
        with pytest.raises(RuleViolation, match="no longer asked by this hub"):
            send_requests(referral, asks=[ask], by=northvale.manager)


def test_an_agency_that_stopped_working_with_the_hub_is_not_asked(northvale):
    referral = build_ready(northvale)
    northvale.agencies["police"].is_active = False
    assert "no longer asked" in refused(northvale, referral, RuleViolation).words


def test_people_of_another_case_are_never_named(northvale):
    referral, other = build_ready(northvale), build_referral(northvale)
    with acting_as(northvale.manager):
        strangers = list(other.people.all())
    refused(northvale, referral, RuleViolation, people=strangers)


@pytest.mark.parametrize("changes", [{"people": []}, {"questions": []}, {"reason": " "}])
def test_a_request_names_somebody_says_why_and_asks_something(northvale, changes):
    refused(northvale, build_ready(northvale), RuleViolation, **changes)


def test_a_page_that_somebody_else_outdated_sends_nothing(northvale):
    referral = build_ready(northvale)
    with acting_as(northvale.manager), pytest.raises(StalePage, match=r"Morgan Manager changed this case"):
        send_requests(referral, asks=[ask_of(northvale, referral)], by=northvale.manager, seen=1)


def test_health_gets_nhs_numbers_and_schools_get_pupil_numbers(northvale):
    people = [child(nhs_number="9990000018", upn="A123456789012", postcode="ZZ1 1ZZ")]
    referral = build_ready(northvale, people=people)
    with acting_as(northvale.manager):
        person = referral.people.get()
    assert details(person, "health", secret=False)["nhs_number"] == "9990000018"
    assert details(person, "health", secret=False)["upn"] == ""
    assert details(person, "education", secret=False)["upn"] == "A123456789012"
    assert details(person, "police", secret=False)["nhs_number"] == details(person, "police", secret=False)["upn"] == ""
    assert details(person, "police", secret=False)["address"] == "1 Example Street\nZZ1 1ZZ"


def test_a_withheld_address_reaches_no_agency(northvale):
    referral = build_ready(northvale, people=[child(address_withheld=True)])
    assert send(northvale, referral)[0].subjects[0]["address"] == ""


def test_a_withheld_address_reaches_no_agency_by_way_of_somebody_else_who_lives_there(northvale):
    people = [
        child(address="1 Refuge Road", postcode="ZZ1 1ZZ", address_withheld=True),
        adult(address="1, Refuge road"),
        adult(address="Flat above", postcode="ZZ1 1ZZ"),
        adult(address="2 Other Street", postcode="ZZ2 2ZZ"),
    ]
    subjects = send(northvale, build_ready(northvale, people=people))[0].subjects
    assert [subject["address"] for subject in subjects] == ["", "", "", "2 Other Street\nZZ2 2ZZ"]


def test_an_unborn_child_is_shown_with_its_due_date_and_an_adult_with_an_estimated_age(northvale):
    unborn = {"kind": codes.PersonKind.UNBORN, "is_subject": True, "expected_on": date(2026, 5, 3)}
    referral = build_ready(northvale, people=[unborn, adult(is_subject=False, estimated_age=30)])
    first, second = send(northvale, referral)[0].subjects
    assert (first["name"], first["born"]) == ("Unborn child", "3 May 2026")
    assert second["born"] == "About 30 years old"


def test_a_case_with_no_target_still_asks(northvale):
    request = send(northvale, build_ready(northvale, level="blue"))[0]
    assert request.due_at is None
    with acting_as_system():
        assert OutboxMessage.objects.get(template="request_sent").context == {"reference": request.reference}


def test_another_agency_of_the_same_kind_sees_nothing(northvale):
    other = add_agency(
        hub=northvale.hub,
        name="Second police",
        kind="police",
        link="virtual",
        notice_email="x@northvale.example",
        by=SYSTEM,
    )
    send(northvale, build_ready(northvale))
    two_hands.move(user=northvale.health, agency=other, by=northvale.administrator)
    with acting_as(northvale.health):
        assert not InformationRequest.objects.exists()


def lines_of(world, code):
    with acting_as(world.auditor):
        return list(Event.objects.filter(code=code))


def test_the_line_of_a_request_has_its_agency_power_and_numbers_and_no_words(northvale):
    referral = build_ready(northvale, people=[child(), adult()])
    [request] = send(northvale, referral, now=NOON)
    [line] = lines_of(northvale, "request.sent")
    detail = dict(line.detail)
    assert detail.pop("frozen")
    assert detail == {
        "referral": referral.reference,
        "agency": northvale.agencies["police"].pk,
        "people": 2,
        "questions": 2,
        "gateway": "CA89-17",
        "family_informed": "yes",
        "adult_gateway": "CA14-42",
    }
    assert (line.reference, line.by_id, line.at) == (request.reference, northvale.manager.pk, NOON)


def test_the_line_of_a_round_names_its_requests(northvale):
    referral = build_ready(northvale)
    requests = send(northvale, referral, "police", "health", now=NOON)
    [line] = lines_of(northvale, "referral.requests_sent")
    assert line.detail["requests"] == [request.reference for request in requests]
    assert line.detail["frozen"]
    assert (line.reference, line.by_id, line.at) == (referral.reference, northvale.manager.pk, NOON)


def test_the_letter_goes_to_the_agency_in_the_hubs_name_once_for_each_request(northvale):
    requests = send(northvale, build_ready(northvale), "police", "health", now=NOON)
    with acting_as_system():
        letters = {letter.to: letter for letter in OutboxMessage.objects.filter(template="request_sent")}
    assert letters.keys() == {"police@northvale.example", "health@northvale.example"}
    for request in requests:
        letter = letters[request.agency.notice_email]
        assert (letter.hub, letter.context["reference"]) == (northvale.hub, request.reference)


def test_an_agency_is_asked_once_in_a_round(northvale):
    referral = build_ready(northvale)
    with acting_as(northvale.manager), pytest.raises(RuleViolation, match="each agency once"):
        send_requests(referral, asks=[ask_of(northvale, referral)] * 2, by=northvale.manager)


def test_a_round_asks_somebody(northvale):
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as caught:
        send_requests(build_ready(northvale), asks=[], by=northvale.manager)
    assert caught.value.field == "agencies"


# From each stage: may agencies be asked, and if not, what the refusal says to do first.
WAY_ON = {
    "received": "Triage it first.",
    "triaged": None,
    "gathering": None,
    "deciding": None,
    "decided": "Reopen it first",
    "closed": "Reopen it first",
    "returned": "Go back to the case",
    "transferred": "Go back to the case",
}


@pytest.mark.parametrize("status", codes.Status)
def test_agencies_are_asked_between_triage_and_decision(northvale, status):
    referral = build_ready(northvale)
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=referral.pk).update(status=status)
    if WAY_ON[status] is None:
        assert send(northvale, referral)
    else:
        assert WAY_ON[status] in refused(northvale, referral, MoveNotAllowed).words


@pytest.mark.parametrize("where", ["reason", "questions"])
def test_a_secret_address_is_not_given_away_in_the_words_of_a_request(northvale, where):
    people = [child(address="1 Refuge Road", postcode="ZZ1 1ZZ", address_withheld=True)]
    words = "She is at 1 Refuge Road, ZZ1 1ZZ."
    changes = {"reason": {"reason": words}, "questions": {"questions": ["Is she known?", words]}}[where]
    assert (
        "Northvale police" in refused(northvale, build_ready(northvale, people=people), RuleViolation, **changes).words
    )
