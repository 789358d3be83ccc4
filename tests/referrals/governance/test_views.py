"""The governance desk through the HTTP stack: registers, reviews and bars, but no case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as
from referrals import codes
from referrals.access import bars, break_glass
from referrals.access.visible import visible_referrals
from referrals.casefile.actions import restrict, unrestrict
from referrals.models import Bar, BreakGlass, OutboxMessage, Restriction
from tests.builders import build_referral, child
from tests.database import as_role

PAGES = ["", "restrictions/", "restrictions/?show=ended", "emergencies/", "bars/", "bars/?show=ended"]
PAGES += ["bars/add/", "access/"]
FAMILY = ("Test Child", "Arrived hungry", "No food at home")


def body(response) -> str:
    return " ".join(response.content.decode().split())


def restricted(world, *people):
    referral = build_referral(world, people=list(people))
    with acting_as(world.manager):
        return restrict(referral, reason=codes.RestrictionReason.ADOPTION, by=world.manager)


def opened_in_an_emergency(world, restricted_referral):
    with acting_as(world.social_worker):
        key = "019300000000700080000000000000" + f"{BreakGlass.objects.count():02d}"
        break_glass.break_glass(restricted_referral.reference, seen_from=None, key=key, why="The family is at the door")


def suggested_bar(world, referral) -> int:
    with acting_as(world.manager):
        return bars.bar(referral.pk, person=world.screener, because=codes.BarReason.SAME_NAME, why="")


def noted(code) -> list[Event]:
    with as_role("mash_owner"):
        return list(Event.objects.filter(code=code))


@pytest.mark.parametrize("page", PAGES)
def test_only_governance_opens_the_desk(northvale, as_person, page):
    assert as_person(northvale.governance).get(f"/governance/{page}").status_code == 200
    assert as_person(northvale.manager).get(f"/governance/{page}").status_code == 403


def test_the_desk_lists_what_is_due_and_no_word_of_a_case(northvale, as_person):
    referral = restricted(northvale)
    with as_role("mash_owner"):
        Restriction.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    opened_in_an_emergency(northvale, referral)
    suggested_bar(northvale, referral)
    page = body(as_person(northvale.governance).get("/governance/"))
    for words in [referral.reference, "Overdue", "to review (1)", "to confirm (1)", northvale.screener.name]:
        assert words in page, words
    assert not [words for words in FAMILY if words in page]
    assert noted("governance.opened")


def test_the_desk_of_another_hub_is_empty(northvale, southmere, as_person):
    referral = restricted(northvale)
    with as_role("mash_owner"):
        Restriction.objects.update(review_on=timezone.localdate())
        key = Restriction.objects.get().pk
    client = as_person(southmere.governance)
    assert referral.reference not in body(client.get("/governance/"))
    assert referral.reference not in body(client.get("/governance/restrictions/"))
    assert client.get(f"/governance/restrictions/{key}/").status_code == 404


def review(client, address, **changes):
    day = timezone.localdate() + timedelta(days=60)
    typed = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}
    return client.post(address, {"outcome": "keep", "note": "Still needed", "seen": 0, **typed, **changes})


def test_a_restriction_is_kept_until_its_next_review(northvale, as_person):
    restricted(northvale)
    client = as_person(northvale.governance)
    with acting_as(northvale.governance):
        restriction = Restriction.objects.get()
    address = f"/governance/restrictions/{restriction.pk}/"
    assert "1 person has access" in body(client.get(address))
    assert review(client, address).status_code == 302
    with acting_as(northvale.governance):
        restriction.refresh_from_db()
        assert restriction.review_on == timezone.localdate() + timedelta(days=60)
        assert [past_review.keep for past_review in restriction.reviews.all()] == [True]
    assert noted("restriction.reviewed")[0].reference == restriction.reference


def test_the_second_reviewer_sees_the_first_review_and_may_add_theirs(northvale, as_person):
    restricted(northvale)
    with acting_as(northvale.governance):
        restriction = Restriction.objects.get()
    address, officer = f"/governance/restrictions/{restriction.pk}/", as_person(northvale.governance)
    review(officer, address, note="The first.")
    page = body(review(officer, address, note="The second."))
    assert "Glenn Governance changed this restriction" in page
    assert "The first." in page
    assert "The second." in page
    with acting_as(northvale.governance):
        assert restriction.reviews.count() == 1
    assert review(officer, address, note="The second.", seen=1).status_code == 302
    with acting_as(northvale.governance):
        assert restriction.reviews.count() == 2


@pytest.mark.parametrize("seen", ["", "nonsense", "7"])
def test_an_invalid_version_shows_the_page_again(northvale, as_person, seen):
    restricted(northvale)
    with acting_as(northvale.governance):
        restriction = Restriction.objects.get()
    address, officer = f"/governance/restrictions/{restriction.pk}/", as_person(northvale.governance)
    page = review(officer, address, note="My reasons.", seen=seen)
    assert page.status_code == 200
    assert "Look at the reviews on this page" in body(page)
    assert "My reasons." in body(page)


def test_a_restriction_that_ended_is_shown_and_not_reviewed(northvale, as_person):
    referral = restricted(northvale)
    with acting_as(northvale.manager):
        unrestrict(referral, why="Moved away", by=northvale.manager)
    with acting_as(northvale.governance):
        address = f"/governance/restrictions/{Restriction.objects.get().pk}/"
    client = as_person(northvale.governance)
    page = body(client.get(address))
    assert "This restriction ended" in page
    assert "What did you find?" not in page
    assert "changed this restriction on" in body(review(client, address))


def test_a_team_is_asked_to_lift_a_restriction_by_reference_alone(northvale, as_person):
    referral = restricted(northvale)
    with acting_as(northvale.governance):
        key = Restriction.objects.get().pk
    review(as_person(northvale.governance), f"/governance/restrictions/{key}/", outcome="lift")
    with as_role("mash_owner"):
        message = OutboxMessage.objects.get(template="restriction_to_lift")
    assert (message.to, message.context) == (northvale.manager.email, {"reference": referral.reference})


def test_a_review_more_than_a_year_away_is_refused_and_nothing_typed_is_lost(northvale, as_person):
    restricted(northvale)
    with acting_as(northvale.governance):
        key = Restriction.objects.get().pk
    year = timezone.localdate().year + 3
    page = body(review(as_person(northvale.governance), f"/governance/restrictions/{key}/", review_on_year=year))
    assert "within a year" in page
    assert "Still needed" in page


def test_an_emergency_opening_is_reviewed_once_with_a_finding(northvale, as_person):
    opened_in_an_emergency(northvale, restricted(northvale))
    client = as_person(northvale.governance)
    with acting_as(northvale.governance):
        glass = BreakGlass.objects.get()
    address = f"/governance/emergencies/{glass.pk}/"
    assert "The family is at the door" in body(client.get(address))
    assert "still running" in body(client.get(address))
    assert "finding" not in client.get(address).content.decode().split("<form")[1]
    early = client.post(address, {"finding": "justified", "note": "Checked"})
    assert "End it now, or wait until it is over" in body(early)
    assert client.post(f"{address}end/").url == address
    assert "Select what you found" in body(client.post(address, {"note": "Checked"}))
    assert client.post(address, {"finding": "justified", "note": "Checked"}).status_code == 302
    again = client.post(address, {"finding": "avoidable", "note": "x"})
    assert "Glenn Governance changed this emergency opening on" in body(again)
    assert noted("emergency.reviewed")[0].detail["finding"] == "justified"


def test_a_suggested_bar_holds_is_confirmed_and_ended(northvale, as_person):
    referral = build_referral(northvale)
    key = suggested_bar(northvale, referral)
    client = as_person(northvale.governance)
    with acting_as(northvale.screener):
        assert not visible_referrals(northvale.screener).exists()
    assert client.post(f"/governance/bars/{key}/confirm/").status_code == 302
    assert "Confirmed by" in body(client.get(f"/governance/bars/{key}/"))
    assert client.post(f"/governance/bars/{key}/end/", {"why": "Somebody else"}).status_code == 302
    with acting_as(northvale.screener):
        assert visible_referrals(northvale.screener).exists()
    assert noted("bar.ended")[0].detail["dismissed"] is False


def test_a_person_is_barred_by_reference_and_unknown_and_foreign_answer_alike(northvale, southmere, as_person):
    referral, foreign = build_referral(northvale), build_referral(southmere)
    client = as_person(northvale.governance)
    typed = {"person": northvale.screener.pk, "because": "related", "why": ""}
    errors = [
        client.post("/governance/bars/add/", {**typed, "reference": reference}).context["form"].errors["reference"]
        for reference in ("NOTHING", foreign.reference)
    ]
    assert errors[0] == errors[1]
    assert client.post("/governance/bars/add/", {**typed, "reference": referral.reference.lower()}).status_code == 302
    with acting_as(northvale.governance):
        assert Bar.objects.get().confirmed_by == northvale.governance
    with acting_as(northvale.screener):
        assert not visible_referrals(northvale.screener).exists()
        assert not Bar.objects.exists()


def test_what_a_person_can_see_is_shown_by_reference_and_noted(northvale, as_person):
    referral = restricted(northvale)
    page = body(as_person(northvale.governance).post("/governance/access/", {"person": northvale.manager.pk}))
    assert referral.reference in page
    assert "every referral of the hub that is not restricted" in page
    assert noted("governance.access")[0].about_id == str(northvale.manager.pk)


@pytest.mark.parametrize("page", ["", "restrictions/", "emergencies/", "bars/"])
def test_more_rows_ask_the_database_no_more(northvale, as_person, page):
    client = as_person(northvale.governance)

    # A restriction follows people, so each case is about somebody else.
    names = iter([("Ada", "Quill"), ("Bo", "Marlow"), ("Cy", "Penrose"), ("Di", "Tamsin")])

    def queries() -> int:
        first, last = next(names)
        who = child(first_name=first, last_name=last, address="", date_of_birth=None)
        referral = restricted(northvale, who)
        opened_in_an_emergency(northvale, referral)
        suggested_bar(northvale, referral)
        with as_role("mash_owner"):
            Restriction.objects.update(review_on=timezone.localdate())
        client.get(f"/governance/{page}")
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(f"/governance/{page}").status_code == 200
        return len(counted)

    first = queries()
    queries()
    assert queries() == first


def test_an_opening_that_still_runs_is_not_marked_to_review(northvale, as_person):
    opened_in_an_emergency(northvale, restricted(northvale))
    client = as_person(northvale.governance)
    for page in ("/governance/", "/governance/emergencies/"):
        assert "Running</strong>" in body(client.get(page))
        assert "To review</strong>" not in body(client.get(page))
    with as_role("mash_owner"):
        BreakGlass.objects.update(at=timezone.now() - timedelta(hours=9), until=timezone.now() - timedelta(hours=1))
    assert "To review</strong>" in body(client.get("/governance/emergencies/"))
