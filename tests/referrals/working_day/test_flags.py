"""“Look at this now”: raised by a colleague or of an answer, at the top of lists until it says what was done."""

from uuid import uuid4

import pytest

from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.decisions import actions as deciding
from referrals.decisions.closing import close, excuse_feedback
from referrals.models import Flag
from referrals.triage.actions import recommend
from referrals.triage.allocation import allocate
from referrals.working_day import actions
from tests.builders import browser, build_referral
from tests.builders_requests import build_asked, build_ready, give_answer, send
from tests.referrals.casefile.hidden import posted
from tests.referrals.decisions.browsing import lines, prefilled, url
from tests.referrals.decisions.stories import child_decision, draft
from tests.referrals.working_day.test_needs import rows, step, why


@pytest.fixture
def flagged(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.screener):
        flag = actions.raise_flag(referral, reason="The father rang and threatened.", by=northvale.screener)
    return referral, flag


def test_a_screener_flags_a_case_and_it_stands_first_for_everybody(northvale):
    build_referral(northvale, immediate_danger="yes")
    referral, screener = build_referral(northvale), browser(northvale.screener)
    answer = screener.post(url("flag", referral), {"reason": "The father rang and threatened."})
    assert answer.url == url("case", referral)
    for person in (northvale.manager, northvale.social_worker, northvale.screener):
        assert next(iter(rows(person))) == referral.reference
    words = "Skyler Screener says: look at this now. “The father rang and threatened.”; not rated yet"
    assert why(northvale.manager, referral) == words
    assert "The father rang and threatened." in screener.get(url("case", referral)).text


def test_the_duty_managers_are_told_at_once_by_reference(northvale, flagged):
    referral, flag = flagged
    (message,) = posted("look_now")
    assert (message.to, message.context) == ("duty@northvale.example", {"reference": referral.reference})
    assert [line.detail["flag"] for line in lines("duty.told")] == [str(flag.pk)]
    assert [line.reference for line in lines("flag.raised")] == [referral.reference]


def test_a_red_recommendation_tells_them_as_a_red_rating_does_and_another_does_not(northvale):
    referral, worker = build_referral(northvale), northvale.social_worker
    with acting_as(worker):
        recommend(referral, level="amber", way="partners", reason="Grave.", by=worker)
        assert posted("red_recommended") == []
        rating = recommend(referral, level="red", way="partners", reason="She is in danger.", by=worker)
    (message,) = posted("red_recommended")
    assert (message.to, message.context) == ("duty@northvale.example", {"reference": referral.reference})
    assert [line.detail["rating"] for line in lines("duty.told")] == [str(rating.pk)]


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 1001])
def test_a_flag_without_a_reason_or_too_long_is_refused_and_what_was_typed_stays(northvale, reason):
    referral = build_referral(northvale)
    page = browser(northvale.screener).post(url("flag", referral), {"reason": reason})
    assert page.status_code == 200
    assert len(reason) < 1000 or reason in page.text
    with acting_as(northvale.screener):
        assert not Flag.objects.exists()


def test_what_was_done_takes_it_off_the_list_and_stands_in_the_history(northvale, flagged):
    referral, flag = flagged
    worker = browser(northvale.social_worker)
    address = url("clear_flag", referral, flag.pk)
    page = worker.get(address)
    assert "The father rang and threatened." in page.text
    assert worker.post(address, prefilled(page) | {"what_was_done": ""}).status_code == 200
    assert worker.post(address, prefilled(page) | {"what_was_done": "Police are there."}).url == url("case", referral)
    assert why(northvale.manager, referral) == "not rated yet"
    case = worker.get(url("case", referral)).text
    assert "Police are there." in case
    assert "Record what was done about it" not in case
    assert [line.detail["flag"] for line in lines("flag.cleared")] == [str(flag.pk)]


def test_the_second_of_two_who_clear_it_learns_who_was_first(northvale, flagged):
    referral, flag = flagged
    for person in (northvale.manager, northvale.social_worker):
        with acting_as(person):
            if person == northvale.social_worker:
                with pytest.raises(RuleViolation, match="Morgan Manager"):
                    actions.clear_flag(referral, flag=flag.pk, what_was_done="Rang.", by=person)
            else:
                actions.clear_flag(referral, flag=flag.pk, what_was_done="Rang.", by=person)


def test_a_flag_of_another_case_or_of_none_leads_to_the_case(northvale, flagged):
    _, flag = flagged
    other, manager = build_referral(northvale), browser(northvale.manager)
    assert manager.get(url("clear_flag", other, flag.pk)).url == url("case", other)
    assert manager.get(url("clear_flag", other, uuid4())).url == url("case", other)


def test_a_screener_cannot_take_it_off(northvale, flagged):
    referral, flag = flagged
    screener = browser(northvale.screener)
    assert screener.get(url("clear_flag", referral, flag.pk)).status_code == 403
    assert "Record what was done about it" not in screener.get(url("case", referral)).text


# Answers --------------------------------------------------------------------------------------------------------------


def flags_of(world, referral) -> list[str]:
    with acting_as(world.manager):
        return [flag.kind for flag in referral.flags.all()]


def decided(world, *, closed: bool):
    """Return the open request of a case that was decided without it."""
    referral = build_ready(world, level="amber")
    (request,) = send(world, referral)
    by = world.manager
    with acting_as(by):
        decisions = draft(referral, by, child_decision())
        deciding.sign(referral, decisions=[decision.pk for decision in decisions], by=by)
        if closed:
            excuse_feedback(referral, reason="Anonymous.", by=by)
            close(referral, by=by)
    return referral, request


@pytest.mark.parametrize("closed", [True, False])
def test_an_answer_after_the_decision_reaches_the_managers_and_the_duty_team(northvale, closed):
    referral, request = decided(northvale, closed=closed)
    give_answer(northvale.police, request)
    assert flags_of(northvale, referral) == ["late_answer"]
    assert why(northvale.manager, referral) == "an answer came after the decision (Parker Police)"
    assert step(northvale.manager, referral) == ("See answers", "collation/")
    (message,) = posted("answer_flagged")
    assert (message.to, message.context) == ("duty@northvale.example", {"reference": referral.reference})


def test_a_grave_answer_on_a_closed_case_is_the_gravest(northvale):
    referral, request = decided(northvale, closed=True)
    give_answer(northvale.police, request, rating="red", rating_reason="High risk of serious harm.")
    assert flags_of(northvale, referral) == ["grave_answer"]
    assert why(northvale.manager, referral) == "an agency rates it red (Parker Police)"


def test_nothing_known_after_the_decision_troubles_nobody(northvale):
    referral, request = decided(northvale, closed=True)
    give_answer(northvale.police, request, outcome="nothing_known")
    assert flags_of(northvale, referral) == []
    assert posted("answer_flagged") == []


def test_an_agency_that_rates_red_what_the_hub_does_not_is_seen_at_once(northvale):
    (amber,), (red,) = build_asked(northvale, level="amber"), build_asked(northvale, level="red")
    for request in (amber, red):
        give_answer(northvale.police, request, rating="red", rating_reason="He has a knife.")
    assert flags_of(northvale, amber.referral) == ["grave_answer"]
    assert flags_of(northvale, red.referral) == []


def test_an_ordinary_answer_in_time_raises_no_flag(northvale):
    (request,) = build_asked(northvale, level="amber")
    give_answer(northvale.police, request)
    assert flags_of(northvale, request.referral) == []


def test_the_agency_reads_no_flag(northvale):
    referral, request = decided(northvale, closed=True)
    give_answer(northvale.police, request)
    with acting_as(northvale.police):
        assert not Flag.objects.exists()


def test_an_answer_is_on_the_list_of_whose_case_it_is_and_of_no_other_worker(northvale):
    (request,) = build_asked(northvale, level="amber")
    with acting_as(northvale.manager):
        allocate(request.referral, to=northvale.social_worker, by=northvale.manager)
    give_answer(northvale.police, request, rating="red", rating_reason="He has a knife.")
    assert request.referral.reference in rows(northvale.social_worker)
    assert request.referral.reference not in rows(northvale.screener)
