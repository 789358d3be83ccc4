"""Something to be done has one owner, a colleague or an agency, and is closed once by a word."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.models import Agency
from agencies.people.actions import suspend
from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals.access.bars import bar
from referrals.casefile.actions import restrict
from referrals.models import CaseAction
from referrals.strategy import actions
from tests.builders import adult, browser, build_referral, child
from tests.builders_requests import build_asked, build_triaged
from tests.database import as_role
from tests.referrals.casefile.hidden import posted
from tests.referrals.decisions.browsing import lines, send, text, url
from tests.referrals.strategy.stories import entrusted, held, moment
from tests.referrals.working_day.test_needs import rows, step, why


def typed(world, **changes) -> dict:
    tomorrow = timezone.now() + timedelta(days=1)
    return {
        "what": "Visit the home and see the child alone.",
        "who": f"agency-{world.agencies['police'].pk}",
        **moment("due_at", tomorrow),
        **changes,
    }


# Giving ---------------------------------------------------------------------------------------------------------------


def test_an_agency_is_given_something_and_written_to_by_a_reference_that_says_nothing(northvale):
    referral, worker = build_triaged(northvale), browser(northvale.social_worker)
    discussion = str(held(northvale, referral).pk)
    form = url("give_action", referral)
    assert worker.get(form).context["form"]["discussion"].value() == discussion
    assert send(worker, form, **typed(northvale, discussion=discussion)).url == url("case", referral)
    with acting_as(northvale.manager):
        action = CaseAction.objects.get()
    assert str(action.discussion_id) == discussion
    (message,) = posted("agency_action")
    assert message.to == "police@northvale.example"
    assert message.context == {"reference": action.reference, "due": action.due_at.isoformat()}
    shown = text(worker.get(url("case", referral)))
    assert "Visit the home and see the child alone." in shown
    assert [line.detail["action"] for line in lines("action.given")] == [action.reference]


def test_a_colleague_is_written_to_with_the_reference_of_the_case(northvale):
    action = entrusted(northvale, build_triaged(northvale), to=northvale.social_worker)
    (message,) = posted("own_action")
    assert (message.to, message.context["reference"]) == ("social_worker@northvale.example", action.referral.reference)


def test_nobody_suspended_is_given_anything_and_the_page_says_so(northvale):
    referral, manager = build_triaged(northvale), browser(northvale.manager)
    suspend(user=northvale.social_worker, by=northvale.administrator)
    with pytest.raises(RuleViolation, match="Sasha Socialworker cannot be given this"):
        entrusted(northvale, referral, to=northvale.social_worker)
    page = send(
        manager, url("give_action", referral), **typed(northvale, who=f"colleague-{northvale.social_worker.pk}")
    )
    assert "they are suspended or have left" in text(page)
    assert "Visit the home and see the child alone." in page.content.decode()


def test_an_agency_that_no_longer_works_with_the_hub_is_given_nothing(northvale):
    referral, manager = build_triaged(northvale), browser(northvale.manager)
    with as_role("mash_owner"):
        Agency.objects.filter(pk=northvale.agencies["police"].pk).update(is_active=False)
    with pytest.raises(RuleViolation, match="Northvale police does not work with the hub now"):
        entrusted(northvale, referral, agency="police")
    page = send(manager, url("give_action", referral), **typed(northvale))
    assert "the agency no longer works with the hub" in text(page)


def test_somebody_kept_from_the_case_or_not_named_for_it_is_given_nothing(northvale):
    barred, restricted = build_triaged(northvale), build_triaged(northvale)
    with acting_as(northvale.manager):
        bar(barred.pk, person=northvale.social_worker, because="other", why="Her niece.")
        restrict(restricted, reason="high_risk", by=northvale.manager)
    for referral in (barred, restricted):
        with pytest.raises(RuleViolation, match="may not open this case"):
            entrusted(northvale, referral, to=northvale.social_worker)
    assert posted("own_action") == []


def test_nobody_of_another_hub_is_given_anything(northvale, southmere):
    referral = build_triaged(northvale)
    for facts in ({"owner": southmere.manager}, {"agency": southmere.agencies["police"]}):
        with acting_as(northvale.manager), pytest.raises(RuleViolation):
            actions.give_action(
                referral, what="Visit.", due_at=timezone.now() + timedelta(days=1), **facts, by=northvale.manager
            )


def test_a_secret_address_is_not_given_to_an_agency(northvale):
    hidden = adult(first_name="Ann", address="12 Elm Street", postcode="SW1A 1AA", address_withheld=True)
    referral = build_triaged(northvale, people=[child(), hidden])
    with pytest.raises(RuleViolation, match="must be kept secret"):
        entrusted(northvale, referral, agency="police", what="Go to 12 Elm Street today.")
    assert entrusted(northvale, referral, to=northvale.social_worker, what="Go to 12 Elm Street today.")


def test_it_is_for_a_time_to_come_and_a_case_that_is_triaged(northvale):
    with pytest.raises(RuleViolation, match="in the future"):
        entrusted(northvale, build_triaged(northvale), agency="police", due_at=timezone.now())
    with pytest.raises(RuleViolation, match="triaged and open"):
        entrusted(northvale, build_referral(northvale), agency="police")


# What its agency sees -------------------------------------------------------------------------------------------------


def test_its_agency_finds_it_in_its_inbox_and_reads_it_and_nothing_else_of_the_case(northvale):
    asked = build_asked(northvale, "police")[0]
    action = entrusted(northvale, asked.referral, agency="police", what="See the father at work.")
    police = browser(northvale.police)
    inbox = text(police.get(url_of_inbox()))
    assert "Actions for your agency" in inbox
    assert action.reference in inbox
    page = text(police.get(address(action)))
    assert "See the father at work." in page
    assert asked.reference in page
    assert "01632 960001" in page
    assert asked.referral.reference not in page
    assert "Arrived hungry" not in page
    assert [line.reference for line in lines("action.opened")] == [action.reference]


def test_another_agency_hub_or_somebody_barred_find_nothing(northvale, southmere):
    action = entrusted(northvale, build_triaged(northvale), agency="police")
    others = [northvale.health, southmere.police, northvale.manager, northvale.auditor]
    for person in others:
        assert browser(person).get(address(action)).status_code in (403, 404)
    with acting_as(northvale.manager):
        bar(action.referral_id, person=northvale.police, because="other", why="His brother.")
    assert browser(northvale.police).get(address(action)).status_code == 404
    assert action.reference not in text(browser(northvale.police).get(url_of_inbox()))
    for person in (northvale.health, northvale.police, southmere.police, southmere.manager, northvale.auditor):
        with acting_as(person):
            assert not CaseAction.objects.exists()


def test_its_agency_says_by_a_word_that_it_is_done_and_the_hub_sees_it(northvale):
    action, police = entrusted(northvale, build_triaged(northvale), agency="police"), browser(northvale.police)
    assert send(police, address(action), was_done="yes", closing_words="").status_code == 200
    assert send(police, address(action), was_done="yes", closing_words="Seen at school.").status_code == 302
    assert "Actions for your agency" not in text(police.get(url_of_inbox()))
    shown = text(browser(northvale.manager).get(url("case", action.referral)))
    assert "Seen at school." in shown
    assert [line.reference for line in lines("action.closed")] == [action.reference]


# Closing --------------------------------------------------------------------------------------------------------------


def test_the_second_who_closes_it_learns_who_was_first_and_loses_no_word(northvale):
    action = entrusted(northvale, build_triaged(northvale), agency="police")
    worker, form = browser(northvale.social_worker), url("close_action", action.referral, action.reference)
    send(worker, form, was_done="no", closing_words="Nobody was at home.")
    page = browser(northvale.police).post(address(action), {"was_done": "yes", "closing_words": "Seen."})
    assert "Sasha Socialworker changed this action" in text(page)
    assert "Seen." in page.content.decode()
    assert worker.get(form).url == url("case", action.referral)
    assert "Not done" in text(worker.get(url("case", action.referral)))


def test_what_was_given_is_never_changed(northvale):
    action = entrusted(northvale, build_triaged(northvale), agency="police")
    for person in (northvale.manager, northvale.police):
        with acting_as(person), pytest.raises(DatabaseError), transaction.atomic():
            CaseAction.objects.filter(pk=action.pk).update(what="Nothing.")


def test_an_action_of_another_case_is_not_there(northvale):
    action, other = entrusted(northvale, build_triaged(northvale), agency="police"), build_triaged(northvale)
    assert browser(northvale.manager).get(url("close_action", other, action.reference)).status_code == 404


# What needs somebody now ----------------------------------------------------------------------------------------------


def test_it_stands_on_its_owners_list_a_day_before_and_when_it_is_overdue(northvale):
    referral, worker = build_triaged(northvale), northvale.social_worker
    action = entrusted(northvale, referral, to=worker)
    assert why(worker, referral) == "you have something to do by tomorrow"
    assert step(worker, referral) == ("Say whether it is done", f"actions/{action.reference}/")
    assert referral.reference not in rows(northvale.manager)
    past(action)
    assert why(worker, referral) == "what you were to do is overdue"
    with acting_as(worker):
        actions.close_action(action, was_done=True, closing_words="Seen.", by=worker)
    assert referral.reference not in rows(worker)


def test_what_is_due_in_a_week_stands_on_no_list(northvale):
    referral = build_triaged(northvale)
    entrusted(northvale, referral, to=northvale.social_worker, due_at=timezone.now() + timedelta(days=7))
    assert referral.reference not in rows(northvale.social_worker)


def test_what_an_agency_has_not_done_stands_on_the_list_of_who_leads(northvale):
    referral = build_triaged(northvale)
    action = entrusted(northvale, referral, agency="police")
    assert referral.reference not in rows(northvale.manager)
    past(action)
    assert why(northvale.manager, referral) == "Northvale police has not done what was to be done"
    assert referral.reference not in rows(northvale.social_worker)


def test_what_somebody_suspended_has_not_done_is_not_lost(northvale):
    referral = build_triaged(northvale)
    past(entrusted(northvale, referral, to=northvale.social_worker))
    suspend(user=northvale.social_worker, by=northvale.administrator)
    assert why(northvale.manager, referral) == "Sasha Socialworker has not done what was to be done"


def past(action) -> None:
    with as_role("mash_owner"):
        CaseAction.objects.filter(pk=action.pk).update(due_at=timezone.now() - timedelta(hours=1))


def address(action) -> str:
    return f"/actions/{action.reference}/"


def url_of_inbox() -> str:
    return "/requests/"
