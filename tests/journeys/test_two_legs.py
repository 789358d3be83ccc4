"""A red case goes on two legs: while the police are asked, a strategy discussion says who does what by when."""

from datetime import timedelta

from django.utils import timezone

from mash.identity import acting_as
from referrals.models import CaseAction
from tests.builders_requests import build_asked
from tests.referrals.decisions.browsing import send, text, url
from tests.referrals.strategy.stories import moment
from tests.referrals.strategy.test_actions import address
from tests.referrals.strategy.test_discussions import typed


def test_a_discussion_leads_to_actions_that_are_done_by_a_colleague_and_an_agency(northvale, as_person):
    asked = build_asked(northvale, "police")[0]
    referral, soon = asked.referral, moment("due_at", timezone.now() + timedelta(hours=6))

    # The police have not answered yet, and sit at the table with a nurse all the same
    worker = as_person(northvale.social_worker)
    page = send(worker, url("record_discussion", referral), **typed(northvale, "police", "health"))
    assert page.url == url("give_action", referral)
    police = {"who": f"agency-{northvale.agencies['police'].pk}", "what": "Tell him to stay away tonight."}
    assert send(worker, url("give_action", referral), **police, **soon).status_code == 302
    own = {"who": f"colleague-{northvale.social_worker.pk}", "what": "See her at school."}
    assert send(worker, url("give_action", referral), **own, **soon).status_code == 302

    # Each finds it where they begin the day
    assert "you have something to do by tomorrow" in text(worker.get("/now/"))
    officer = as_person(northvale.police)
    with acting_as(northvale.manager):
        action = CaseAction.objects.get(agency=northvale.agencies["police"])
    inbox = text(officer.get("/requests/"))
    assert action.reference in inbox
    assert asked.reference in inbox
    assert send(officer, address(action), was_done="no", closing_words="He is not at home.").status_code == 302

    # What came of it stands on the case, with what is still to be done
    page = text(as_person(northvale.manager).get(url("case", referral)))
    assert "He is not at home." in page
    assert "See her at school." in page
    assert "Section 47 enquiry, jointly with the police" in page
