"""What needs somebody now: whose list has which case, why, in which order, and with which next step."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals.access.bars import bar
from referrals.access.break_glass import existence_cards
from referrals.casefile import asks
from referrals.casefile.actions import add_concerns, restrict
from referrals.drafts.case_drafts import keep
from referrals.models import Referral
from referrals.triage import allocation
from referrals.triage.actions import recommend
from referrals.working_day import actions
from tests.builders import browser, build_referral, child
from tests.builders_requests import NOT_TOLD, build_asked, build_basis, build_triaged
from tests.database import as_role
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.stories import child_decision, draft, sign, triaged
from tests.referrals.decisions.test_signing import NO_ACTION

DAYS_AGO = timezone.now() - timedelta(days=9)


def look(person):
    response = browser(person).get("/now/")
    assert response.status_code == 200
    return response


def rows(person) -> dict:
    return {row.referral.reference: row for row in look(person).context["needs"].rows}


def why(person, referral) -> str:
    return rows(person)[referral.reference].place.words


def step(person, referral) -> tuple[str, str]:
    next_step = rows(person)[referral.reference].step
    return next_step.words, next_step.href.removeprefix(f"/cases/{referral.reference}/")


def baby(**more) -> dict:
    return child(date_of_birth=timezone.localdate() - timedelta(days=100), **more)


# Unrated referrals ----------------------------------------------------------------------------------------------------


def test_a_fresh_bruise_stands_before_what_came_earlier_without_one(northvale):
    old = build_referral(northvale, now=DAYS_AGO)
    bruise = build_referral(northvale, people=[baby()], what_happened="A fresh bruise.")
    page = look(northvale.manager)
    assert [row.referral.reference for row in page.context["needs"].rows] == [bruise.reference, old.reference]
    words = " ".join(page.text.split())
    assert words.count("First because:") == 1
    assert words.index("First because:") < words.index("injury, under 2") < words.index(old.reference)


def test_what_the_hub_adds_to_the_concerns_can_make_it_graver(northvale):
    referral = build_referral(northvale, people=[baby()])
    assert why(northvale.manager, referral) == "not rated yet"
    with acting_as(northvale.screener):
        add_concerns(referral, concerns=["bruise_not_moving"], reason="The nurse rang.", by=northvale.screener)
    assert why(northvale.manager, referral) == "injury, under 2"


def test_the_third_referral_in_a_year_says_so(northvale):
    same = child(nhs_number="9990000018")
    referrals = [build_referral(northvale, people=[same]) for _ in range(3)]
    assert why(northvale.manager, referrals[2]) == "3rd referral in 12 months"
    assert why(northvale.manager, referrals[1]) == "not rated yet"


def test_each_role_has_its_own_next_step(northvale):
    referral = build_referral(northvale)
    assert step(northvale.manager, referral) == ("Triage", "triage/")
    assert step(northvale.social_worker, referral) == ("Recommend at triage", "recommend/")
    assert step(northvale.screener, referral) == ("Open the case and claim it", "")


def test_a_case_that_a_colleague_has_is_not_on_the_list_of_who_cannot_triage(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.social_worker):
        allocation.claim(referral, by=northvale.social_worker)
    assert referral.reference not in rows(northvale.screener)
    assert referral.reference in rows(northvale.social_worker)
    assert referral.reference in rows(northvale.manager)


def test_a_red_recommendation_comes_first_until_another_takes_it_back(northvale):
    build_referral(northvale, now=DAYS_AGO, immediate_danger="no", threshold_thought="4")
    referral = build_referral(northvale)
    with acting_as(northvale.social_worker):
        recommend(referral, level="red", way="partners", reason="She is in danger.", by=northvale.social_worker)
    assert next(iter(rows(northvale.manager))) == referral.reference
    assert why(northvale.manager, referral) == "recommended red"
    with acting_as(northvale.social_worker):
        recommend(referral, level="green", way="partners", reason="Seen and safe.", by=northvale.social_worker)
    assert why(northvale.manager, referral) == "not rated yet"


def test_a_rated_case_of_nobody_needs_nobody(northvale):
    build_triaged(northvale, level="amber")
    page = look(northvale.manager)
    assert page.context["needs"].rows == []
    assert "Nothing needs you now." in page.text


# What waits for a manager ---------------------------------------------------------------------------------------------


def test_a_second_signature_waits_for_another_manager_than_the_first(northvale):
    referral = triaged(northvale)
    with acting_as(northvale.manager):
        sign(referral, draft(referral, northvale.manager, child_decision(**NO_ACTION)), northvale.manager)
    assert referral.reference not in rows(northvale.manager)
    assert referral.reference not in rows(northvale.social_worker)
    assert step(northvale.second_manager, referral) == ("Give the second signature", "second-signature/")


def test_a_basis_waits_for_another_manager_than_recorded_it_and_a_newer_one_counts(northvale):
    referral = build_triaged(northvale, level="amber")
    build_basis(northvale, referral, **NOT_TOLD)
    assert referral.reference not in rows(northvale.manager)
    assert step(northvale.second_manager, referral) == ("Authorise asking", "lawful-basis/authorise/")
    build_basis(northvale, referral)
    assert referral.reference not in rows(northvale.second_manager)


def test_an_overdue_agency_is_named_to_managers_and_to_whose_case_it_is(northvale):
    (request,) = build_asked(northvale, now=DAYS_AGO)
    referral = request.referral
    assert "Northvale police is overdue" in why(northvale.manager, referral)
    assert step(northvale.manager, referral) == ("See answers", "collation/")
    assert referral.reference not in rows(northvale.social_worker)
    with acting_as(northvale.manager):
        allocation.allocate(referral, to=northvale.social_worker, by=northvale.manager)
    assert "Northvale police is overdue" in why(northvale.social_worker, referral)


def test_a_colleague_who_asks_to_see_a_case_waits_for_its_managers(northvale):
    hidden, seen = build_hidden(northvale)
    with acting_as(northvale.social_worker):
        (card,) = existence_cards(seen)
        asks.put_ask(seen, card=card.card, why="The same child.", by=northvale.social_worker)
    words, href = step(northvale.manager, hidden)
    assert (words, href.startswith("asks/")) == ("Answer your colleague", True)
    assert why(northvale.manager, hidden) == "a colleague asks to see it; not rated yet"
    assert hidden.reference not in rows(northvale.second_manager)


# What is one's own ----------------------------------------------------------------------------------------------------


def test_what_was_left_half_written_is_the_writers_alone(northvale):
    referral = build_triaged(northvale, level="amber")
    with acting_as(northvale.social_worker):
        keep(referral, page="decide", data=QueryDict("rationale=So"), by=northvale.social_worker)
    assert step(northvale.social_worker, referral) == ("Go on with what you began", "decide/")
    assert referral.reference not in rows(northvale.manager)


def test_one_s_own_case_that_is_overdue(northvale):
    referral = build_triaged(northvale, level="amber", now=DAYS_AGO)
    assert referral.reference not in rows(northvale.social_worker)
    with acting_as(northvale.manager):
        allocation.allocate(referral, to=northvale.social_worker, by=northvale.manager)
    assert why(northvale.social_worker, referral) == "your case is overdue: final decision"


def test_a_referral_keyed_in_and_not_sent_is_told_of(northvale):
    screener = browser(northvale.screener)
    screener.post("/key-in/")
    assert "1 referral that you began and have not sent" in " ".join(look(northvale.screener).text.split())
    assert "have not sent" not in look(northvale.manager).text


# Need to know ---------------------------------------------------------------------------------------------------------


def test_a_restricted_case_is_on_the_lists_of_those_named_alone(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        actions.raise_flag(referral, reason="He is at the door.", by=northvale.screener)
    with acting_as(northvale.manager):
        restrict(referral, reason="high_risk", by=northvale.manager)
    assert referral.reference in rows(northvale.manager)
    for person in (northvale.second_manager, northvale.social_worker, northvale.screener):
        page = look(person)
        assert referral.reference not in page.text
        assert "at the door" not in page.text


def test_who_is_barred_and_another_hub_see_nothing_of_it(northvale, southmere):
    referral = build_referral(northvale, immediate_danger="yes")
    with acting_as(northvale.manager):
        bar(referral.pk, person=northvale.social_worker, because="other", why="Her niece.")
    assert referral.reference not in look(northvale.social_worker).text
    assert referral.reference not in look(southmere.manager).text
    assert referral.reference in look(northvale.manager).text


def test_the_references_on_the_screen_are_noted_and_no_name(northvale):
    referral = build_referral(northvale)
    look(northvale.manager)
    with as_role("mash_owner"):
        event = Event.objects.filter(code="needs.listed").order_by("-pk").first()
    assert event.detail == {"references": [referral.reference]}


@pytest.mark.parametrize("role", ["quality_auditor", "police", "referrer", "auditor", "governance", "administrator"])
def test_the_page_is_of_those_who_work_on_cases(northvale, role):
    if hasattr(northvale, role):
        assert browser(getattr(northvale, role)).get("/now/").status_code == 403


def test_it_is_the_first_page_of_whoever_works_on_cases(northvale):
    for person in (northvale.screener, northvale.social_worker, northvale.manager):
        assert browser(person).get("/").url == "/now/"
    assert browser(northvale.police).get("/").url == "/requests/"


# The way back, and the budget -----------------------------------------------------------------------------------------


def test_the_way_back_from_a_case_is_its_row_in_the_list_it_was_opened_from(northvale):
    referral, manager = build_referral(northvale), browser(northvale.manager)
    assert f'id="{referral.reference}"' in manager.get("/now/").text
    page = manager.get(f"/cases/{referral.reference}/?from=&list=referrals:needs").text
    assert f'<a href="/now/#{referral.reference}" class="govuk-back-link">What needs you now</a>' in page
    page = manager.get(f"/cases/{referral.reference}/?from=sort%3Drating").text
    assert f'<a href="/queue/?sort=rating#{referral.reference}" class="govuk-back-link">Work queue</a>' in page
    page = manager.get(f"/cases/{referral.reference}/?from=&list=https://elsewhere.example").text
    assert f'<a href="/queue/#{referral.reference}"' in page


def queries(person) -> int:
    client = browser(person)
    client.get("/now/")
    with CaptureQueriesContext(connection) as capture:
        client.get("/now/")
    return sum(not sql["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SET ")) for sql in capture)


def test_the_page_takes_at_most_twelve_queries_however_long_it_is(northvale):
    same = child(nhs_number="9990000018")
    first = build_referral(northvale, people=[same])
    short = queries(northvale.manager)
    for _ in range(8):
        referral = build_referral(northvale, people=[same, child()])
    with acting_as(northvale.manager):
        restrict(first, reason="high_risk", by=northvale.manager)
        actions.raise_flag(referral, reason="Now.", by=northvale.manager)
    assert (
        queries(northvale.manager) <= short + 2 <= 12
    )  # more where something is restricted, and where earlier ones are named


def test_a_long_list_is_cut_off_and_says_so(northvale, monkeypatch):
    monkeypatch.setattr("referrals.working_day.listing.MOST_SHOWN", 2)
    for _ in range(3):
        build_referral(northvale)
    page = look(northvale.manager)
    assert (len(page.context["needs"].rows), page.context["needs"].more) == (2, 1)
    assert "The 2 gravest." in page.text


def test_what_is_stored_is_what_the_rules_say(northvale):
    referral = build_referral(northvale, immediate_danger="yes", threshold_thought="4")
    with acting_as(northvale.manager):
        assert Referral.objects.get(pk=referral.pk).reported_risk == 64 + 1
