"""A governance officer handles a restriction, an emergency and a bar without opening a record."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.access import break_glass
from referrals.casefile.actions import restrict
from referrals.models import Bar, BreakGlass, Restriction
from tests.builders import PASSWORD, build_referral

KEY, AGAIN = "01930000-0000-7000-8000-000000000001", "01930000-0000-7000-8000-000000000002"


def browser(user) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"email": user.email, "password": PASSWORD}).status_code == 302
    return client


def test_a_restricted_record_is_watched_over_and_never_opened(northvale):
    referral = build_referral(northvale)
    with acting_as(northvale.manager):
        restrict(referral, reason=codes.RestrictionReason.HIGH_PROFILE, by=northvale.manager)
    with acting_as(northvale.social_worker):
        break_glass.break_glass(referral.reference, seen_from=None, key=KEY, why="The family is at the door")
    officer, worker = browser(northvale.governance), browser(northvale.social_worker)
    case = f"/cases/{referral.reference}/"
    assert worker.get(case).status_code == 200
    assert officer.get(case).status_code in (403, 404)
    with acting_as(northvale.governance):
        restriction, glass = Restriction.objects.get(), BreakGlass.objects.get()

    ended = officer.post(f"/governance/emergencies/{glass.pk}/end/", follow=True)
    assert "to keep them out, keep them from it" in ended.content.decode()
    assert worker.get(case).status_code == 404  # at once, although the emergency access has not expired

    seen = {"finding": codes.BreakGlassFinding.NOT_JUSTIFIED, "note": "They know the family"}
    assert officer.post(f"/governance/emergencies/{glass.pk}/", seen).status_code == 302
    barred = {"reference": referral.reference, "person": northvale.social_worker.pk, "because": "known", "why": ""}
    assert officer.post("/governance/bars/add/", barred).status_code == 302
    with acting_as(northvale.social_worker):
        assert break_glass.break_glass(referral.reference, seen_from=None, key=AGAIN, why="At the door again") is None

    day = timezone.localdate() + timedelta(days=30)
    review = {"outcome": "keep", "seen": 0, "note": "Press interest goes on", "review_on_day": day.day}
    review |= {"review_on_month": day.month, "review_on_year": day.year}
    assert officer.post(f"/governance/restrictions/{restriction.pk}/", review).status_code == 302

    with acting_as(northvale.governance):
        bar = Bar.objects.get()
    assert officer.post(f"/governance/bars/{bar.pk}/end/", {"why": "They do not know them"}).status_code == 302
    assert worker.get(case).status_code == 404  # no longer barred, but without any access
    due = officer.get("/governance/").context
    assert [len(due[part]) for part in ("restrictions", "emergencies", "bars", "asks")] == [0, 0, 0, 0]
