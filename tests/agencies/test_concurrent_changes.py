"""Two administrators act at the same moment, on two connections: the second waits and is told what happened."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, QuestionSet, SharingAgreement, User
from agencies.organisations.actions import add_agency, add_agreement
from agencies.people.actions import end_role, suspend
from agencies.questions.actions import QuestionInput, fill_question_sets, set_questions
from mash.refusals import RuleViolation
from tests import two_hands
from tests.agencies.pages import initial_data

pytestmark = pytest.mark.django_db(transaction=True)

PROBATION = {"name": "Probation", "kind": "probation", "link": "core", "notice_email": "p@northvale.example"}
NOVA = {"name": "Nova", "email": "nova@northvale.example", "role": "screener"}
REASON = {"reason": "Asked for by their manager"}


@pytest.fixture
def second(northvale) -> User:
    fields = {"email": "second@northvale.example", "name": "Quinn Quicker", "role": "administrator"}
    return two_hands.invite(hub=northvale.hub, by=northvale.administrator, **fields)


@pytest.fixture
def administrator(as_person, northvale) -> Client:
    return as_person(northvale.administrator)


def is_waiting_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]


def post_during(client: Client, url: str, answers: dict, action):
    """Post a form while `action` has run but not committed, commit once the request waits, and return the response."""
    responses = []

    def send():
        try:
            responses.append(client.post(url, answers))
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    with transaction.atomic():
        action()
        thread.start()
        until = time.monotonic() + 20
        while not is_waiting_for_us() and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.02)
        assert thread.is_alive(), "the page did not wait, so nothing was tried"
    thread.join(30)
    return responses[0]


def agreement_fields(world, **changes) -> dict:
    today = timezone.localdate()
    dates = {"signed_on": today - timedelta(days=9), "review_on": today + timedelta(days=90)}
    return {"hub": world.hub, "agency": world.agencies["police"], "title": "Tier 2", "location": "", **dates, **changes}


def agreement_form_data(world, title) -> dict:
    fields = agreement_fields(world)
    parts = {f"{f}_{p}": getattr(fields[f], p) for f in ("signed_on", "review_on") for p in ("day", "month", "year")}
    return {"agency": fields["agency"].pk, "title": title, "location": "Legal, shelf 3", **parts}


def error_of(answer, field: str) -> str:
    assert answer.status_code == 200
    return " ".join(answer.context["form"].errors[field])


def test_an_agency_of_the_same_name(administrator, northvale, second):
    typed = {**PROBATION, "name": "PROBATION", "notice_email": "mine@northvale.example"}
    action = lambda: add_agency(hub=northvale.hub, by=second, **PROBATION)  # noqa: E731
    answer = post_during(administrator, "/agencies/add/", typed, action)
    assert "already has an agency of this name" in error_of(answer, "name")
    assert "mine@northvale.example" in answer.text
    assert Agency.objects.filter(hub=northvale.hub, name__iexact="probation").count() == 1


def test_an_agency_renamed_to_the_same_name(administrator, northvale, second):
    url = f"/agencies/{northvale.agencies['housing'].pk}/"
    typed = {**initial_data(administrator, url), "name": "Probation", "is_active": "yes"}
    action = lambda: add_agency(hub=northvale.hub, by=second, **PROBATION)  # noqa: E731
    answer = post_during(administrator, url, typed, action)
    assert "already has an agency of this name" in error_of(answer, "name")


def test_a_person_of_the_same_address(administrator, northvale, second):
    typed = {**NOVA, **REASON, "email": "Nova@Northvale.example", "job_title": "Night officer"}
    action = lambda: two_hands.invite(hub=northvale.hub, by=second, **NOVA)  # noqa: E731
    answer = post_during(administrator, "/people/invite/", typed, action)
    assert "already has an account" in error_of(answer, "email")
    assert "Night officer" in answer.text
    assert User.objects.filter(email__iexact=NOVA["email"]).count() == 1


def test_an_agreement_of_the_same_title(administrator, northvale, second):
    action = lambda: add_agreement(by=second, **agreement_fields(northvale))  # noqa: E731
    answer = post_during(administrator, "/agreements/add/", agreement_form_data(northvale, "TIER 2"), action)
    assert "in force with this agency already" in error_of(answer, "title")
    assert "Legal, shelf 3" in answer.text
    assert SharingAgreement.objects.count() == 1


def test_an_agreement_renamed_to_the_same_title(administrator, northvale, second):
    mine = add_agreement(by=second, **agreement_fields(northvale, title="Old title"))
    url = f"/agreements/{mine.pk}/"
    typed = {**agreement_form_data(northvale, "Tier 2"), "seen": initial_data(administrator, url)["seen"]}
    answer = post_during(administrator, url, typed, lambda: add_agreement(by=second, **agreement_fields(northvale)))
    assert "in force with this agency already" in error_of(answer, "title")


@pytest.fixture
def neglect(northvale, second):
    args = {"hub": northvale.hub, "kind": "police", "concern": "neglect", "is_active": True, "by": second}
    return lambda: set_questions(questions=[QuestionInput("Theirs?")], **args)


def test_a_question_set_written_by_both(administrator, northvale, neglect):
    url = "/questions/police/neglect/"
    typed = {"text_1": "Mine?", "is_active": "yes", "seen": initial_data(administrator, url)["seen"]}
    answer = post_during(administrator, url, typed, neglect)
    assert "Quinn Quicker changed these questions" in answer.text
    assert "Mine?</textarea>" in answer.text
    assert QuestionSet.objects.get(hub=northvale.hub).questions.get().text == "Theirs?"


def test_the_defaults_copied_while_a_set_is_written(administrator, northvale, neglect):
    assert post_during(administrator, "/questions/copy/", {}, neglect).status_code == 302
    assert "questions of its own already" in administrator.get("/questions/").text
    assert QuestionSet.objects.filter(hub=northvale.hub).count() == 1


def test_the_defaults_copied_by_both(administrator, northvale, second):
    copy = lambda: fill_question_sets(hub=northvale.hub, by=second)  # noqa: E731
    assert post_during(administrator, "/questions/copy/", {}, copy).status_code == 302
    assert "questions of its own already" in administrator.get("/questions/").text


def test_a_role_given_by_both(administrator, northvale, second):
    url = f"/people/{northvale.screener.pk}/roles/"
    typed = {**REASON, "role": "manager", "seen": initial_data(administrator, url)["seen"]}
    action = lambda: two_hands.give_role(user=northvale.screener, role="manager", by=second)  # noqa: E731
    answer = post_during(administrator, url, typed, action)
    assert "Quinn Quicker changed this person" in answer.text
    assert northvale.screener.memberships.filter(role="manager").count() == 1


@pytest.mark.parametrize("action", ["suspend/", "roles/administrator/end/"])
def test_two_administrators_cannot_suspend_each_other(administrator, northvale, second, action):
    url = f"/people/{second.pk}/{action}"
    answers = {**REASON, "seen": initial_data(administrator, url)["seen"]}
    shut_out = lambda: suspend(user=northvale.administrator, by=second)  # noqa: E731
    answer = post_during(administrator, url, answers, shut_out)
    assert "last administrator" in answer.text
    assert User.objects.get(pk=second.pk).is_active
    assert User.objects.get(pk=second.pk).role_codes == ["administrator"]


def test_a_hub_keeps_its_last_administrator(northvale):
    for action in (suspend, lambda **who: end_role(role="administrator", **who)):
        with pytest.raises(RuleViolation, match="last administrator"):
            action(user=northvale.administrator, by=northvale.manager)
    assert User.objects.get(pk=northvale.administrator.pk).is_active
