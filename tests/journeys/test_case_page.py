"""A case followed from its own page: the green button leads on, and the page lists all events."""

import re
from datetime import timedelta

from django.utils import timezone

from mash.identity import acting_as
from referrals.information_requests.answering.actions import answer
from referrals.triage.telling import people_untold
from tests.builders import adult, build_referral, child
from tests.builders_requests import NOT_TOLD, as_typed
from tests.builders_requests import send as send_requests
from tests.referrals.decisions.browsing import send, text, url
from tests.referrals.decisions.stories import fact

DECISION = {
    "threshold": "3",
    "outcome": "assessment",
    "final_rating": "amber",
    "rationale": "A pattern of neglect.",
    "next_steps": "Visit today.",
    "voice": "Says the house is cold.",
}


def green_button(client, referral) -> str:
    page = client.get(url("case", referral)).content.decode()
    match = re.search(r'<a href="[^"]*"[^>]*class="govuk-button" data-module="govuk-button">([^<]*)</a>', page)
    return match.group(1) if match else ""


def ask_police(world, referral):
    with acting_as(world.manager):
        subjects = list(referral.people.filter(is_subject=True))
    [request] = send_requests(world, referral, "police", people=subjects)
    return request


def test_the_green_button_leads_from_arrival_to_closing(as_person, northvale):
    family = [child(), adult(is_subject=False, relationship="parent", last_name="Mother")]
    referral = build_referral(northvale, people=family)
    manager = as_person(northvale.manager)

    assert green_button(manager, referral) == "Triage"
    triage = {"level": "amber", "reason": "Hungry again.", "way": "partners"}
    assert send(manager, url("triage", referral), **triage).status_code == 302
    assert green_button(manager, referral) == "Record the lawful basis"

    worker = as_person(northvale.social_worker)
    page = send(worker, url("lawful_basis", referral), **as_typed(northvale, referral, **NOT_TOLD))
    assert page.status_code == 302, text(page)
    assert green_button(worker, referral) == "", (
        "only a manager may authorise requests that the family does not know of"
    )
    manager = as_person(northvale.manager)
    assert green_button(manager, referral) == "Authorise asking"
    assert send(manager, url("authorise", referral), authorising_reason="He may leave.").status_code == 302
    assert green_button(manager, referral) == "Ask agencies"

    request = ask_police(northvale, referral)
    assert green_button(manager, referral) == "See answers"
    assert request.reference in text(manager.get(url("case", referral)))
    with acting_as(northvale.police):
        answer(request, outcome="supplied", items=[fact()], rating="red", rating_reason="Twice.", by=northvale.police)
    assert green_button(manager, referral) == "Decide"

    page = send(manager, url("decide", referral), **DECISION)
    assert page.status_code == 302, text(page)
    assert green_button(manager, referral) == "Sign the decision"
    assert send(manager, url("sign", referral), declared="on").status_code == 302
    assert green_button(manager, referral) == "Tell the referrer"
    feedback = {"sending": "yes", "wording": "assessment_for_professional", "how": "email"}
    assert send(manager, url("feedback", referral), **feedback).status_code == 302
    assert green_button(manager, referral) == "Record that they were told"
    with acting_as(northvale.manager):
        people, today = [number for number, _ in people_untold(referral)], timezone.localdate()
    day = {"told_on_day": today.day, "told_on_month": today.month, "told_on_year": today.year}
    telling = {"people": people, "told_by": "The family’s social worker", "told_how": "in_person", **day}
    assert send(manager, url("told", referral), **telling).status_code == 302
    assert green_button(manager, referral) == "Close the case"
    assert send(manager, url("close", referral)).status_code == 302
    assert green_button(manager, referral) == ""

    page_text = text(manager.get(url("case", referral)))
    for words in [
        "Referral received", "Triaged", "Lawful basis recorded", "Asked Northvale police", "Northvale police answered",
        "Decision signed", "Decided", "Feedback to the referrer", "Closed", "Hungry again.", "Twice.", "Authorised",
        "Child and family assessment, section 17", "Decision record",
    ]:  # fmt: skip
        assert words in page_text, words


def test_a_case_is_noted_printed_restricted_and_opened_again(as_person, northvale):
    referral = build_referral(northvale, now=timezone.now() - timedelta(hours=2))
    screener = as_person(northvale.screener)
    assert send(screener, url("note", referral), text="Rang the school.").status_code == 302
    assert "Rang the school." in text(screener.get(url("case_print", referral)))
    assert "Arrived hungry three days running." in text(screener.get(url("referral_as_received", referral)))
    assert "Northvale team" in text(screener.get(url("who_can_see", referral)))

    manager = as_person(northvale.manager)
    chosen = {"reason": "staff_involved", "people": [str(northvale.social_worker.pk)]}
    assert send(manager, url("restrict", referral), **chosen).status_code == 302
    words = text(manager.get(url("who_can_see", referral)))
    assert "Northvale team" not in words
    assert "Sasha Socialworker" in words
    assert as_person(northvale.social_worker).get(url("case", referral)).status_code == 200
    for page in ["case", "case_print", "referral_as_received", "who_can_see", "note"]:
        assert as_person(northvale.screener).get(url(page, referral)).status_code == 404, page
    assert referral.reference not in text(as_person(northvale.screener).get("/queue/"))

    manager = as_person(northvale.manager)
    assert send(manager, url("unrestrict", referral), why="It was somebody else.").status_code == 302
    assert as_person(northvale.screener).get(url("case", referral)).status_code == 200
