"""Conflicts of interest and who has opened a case: for those who may know, not the barred user."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as, acting_as_system
from referrals import events
from referrals.access.bars import bar
from referrals.access.granting import KeptOut, hand_over
from referrals.access.visible import visible_referrals
from referrals.access.who_can_see import who_can_see
from referrals.casefile.actions import grant_access, restrict
from referrals.casefile.digest import tell_of_openings
from referrals.casefile.emergency import open_in_emergency
from referrals.models import Bar, Referral
from referrals.tasks import tell_workers_of_openings
from referrals.triage.allocation import allocate
from tests.referrals.casefile.hidden import build_hidden, posted
from tests.referrals.decisions.browsing import lines, send, text, url


def keep_out(client, referral, person):
    facts = {"person": str(person.pk), "because": "related", "why": "Cousin of a colleague."}
    return send(client, url("suggest_bar", referral), **facts)


def test_a_colleague_is_kept_out_at_once_and_governance_is_asked_to_confirm(northvale, referral, as_person):
    assert keep_out(as_person(northvale.social_worker), referral, northvale.screener).status_code == 302
    with acting_as(northvale.screener):
        assert not visible_referrals(northvale.screener).exists()
    with acting_as(northvale.governance):
        bar = Bar.objects.get()
    assert (bar.given_by, bar.because, bar.confirmed_at) == (northvale.social_worker, "related", None)
    (line,) = lines("bar.given")
    assert (line.reference, line.detail["person"]) == (referral.reference, northvale.screener.pk)
    assert "to confirm (1)" in text(as_person(northvale.governance).get("/governance/"))


def test_those_who_work_on_it_see_who_is_kept_out_and_not_why(northvale, referral, as_person):
    keep_out(as_person(northvale.manager), referral, northvale.police)
    for person in [northvale.manager, northvale.social_worker]:
        page = text(as_person(person).get(url("who_can_see", referral)))
        assert f"{northvale.police.name}, since" in page
        assert "to be confirmed" in page
        assert "Cousin" not in page
        with acting_as(person):
            assert not Bar.objects.exists(), "only governance reads the reason"
    assert northvale.police.name not in text(as_person(northvale.screener).get(url("who_can_see", referral)))


def test_nobody_is_notified_that_a_barred_user_was_let_in(northvale, referral, as_person):
    client = as_person(northvale.manager)
    keep_out(client, referral, northvale.screener)
    facts = {"person": str(northvale.screener.pk), "how_long": "withdrawn", "why": "Cover for the week."}
    answer = send(client, url("share_case", referral), **facts)
    assert answer.status_code == 200
    assert "They are kept from this record" in text(answer)
    assert not lines("grant.given")


def share(world, referral, person):
    grant_access(referral, person=person, why="Cover.", by=world.manager)


def name_in_restriction(world, referral, person):
    restrict(referral, reason="staff_involved", people=[person], by=world.manager)


def give_the_work(world, referral, person):
    allocate(referral, to=person, by=world.manager)


@pytest.mark.parametrize("way_in", [share, name_in_restriction, give_the_work])
def test_no_action_says_that_it_let_in_somebody_who_is_barred(northvale, referral, way_in):
    person = northvale.social_worker
    with acting_as(northvale.manager):
        bar(referral.pk, person=person, because="related", why="")
        with pytest.raises(KeptOut), transaction.atomic():
            way_in(northvale, referral, person)
        assert person.pk not in {way.person for way in who_can_see(referral)}
    assert not any(lines(code) for code in ("grant.given", events.ALLOCATED.code, events.RESTRICTED.code))


def test_a_worker_barred_since_is_not_named_when_the_case_is_restricted(northvale, referral):
    person = northvale.social_worker
    with acting_as(northvale.manager):
        allocate(referral, to=person, by=northvale.manager)
        bar(referral.pk, person=person, because="related", why="")
        restrict(referral, reason="staff_involved", by=northvale.manager)
        assert {way.person for way in who_can_see(referral)} == {northvale.manager.pk}
    (line,) = lines(events.RESTRICTED.code)
    assert line.detail["named"] == [northvale.manager.pk]


def test_a_barred_user_gets_not_found(northvale, referral, as_person):
    keep_out(as_person(northvale.manager), referral, northvale.social_worker)
    client = as_person(northvale.social_worker)
    assert [client.get(url(page, referral)).status_code for page in ("case", "who_can_see", "suggest_bar")] == [404] * 3


def test_a_bar_given_twice_is_stored_once_and_nobody_bars_themselves(northvale, referral, as_person):
    client = as_person(northvale.manager)
    for _ in range(2):
        assert keep_out(client, referral, northvale.police).status_code == 302
    assert len(lines("bar.given")) == 1
    assert keep_out(client, referral, northvale.manager).status_code == 200
    assert as_person(northvale.screener).get(url("suggest_bar", referral)).status_code == 403


# Who has looked at this ----------------------------------------------------------------------------------------------


def test_managers_and_governance_see_who_has_looked(northvale, southmere, referral, as_person):
    as_person(northvale.social_worker).get(url("case", referral))
    page = text(as_person(northvale.manager).get(url("looked_at", referral)))
    for words in [northvale.social_worker.name, "Social worker", "The hub’s own"]:
        assert words in page, words
    assert as_person(northvale.social_worker).get(url("looked_at", referral)).status_code == 403
    address = f"/governance/records/{referral.reference}/looked-at/"
    assert northvale.social_worker.name in text(as_person(northvale.governance).get(address))
    assert northvale.social_worker.name not in text(as_person(southmere.governance).get(address))
    lookers = {line.by_name for line in lines("case.looks_seen") if line.reference == referral.reference}
    assert lookers == {northvale.manager.name, northvale.governance.name, southmere.governance.name}


def test_an_unknown_record_is_answered_as_one_that_nobody_opened(northvale, as_person):
    client = as_person(northvale.governance)
    for reference in ["MASH-2222-2222", "Jane Example"]:
        assert "Nobody has opened" in text(client.get(f"/governance/records/{reference}/looked-at/"))
    assert {line.reference for line in lines("case.looks_seen")} == {"MASH-2222-2222", ""}


# The digest ----------------------------------------------------------------------------------------------------------


def tomorrow() -> None:
    """Send tomorrow's digest twice, as after a killed worker."""
    for _ in range(2):
        with acting_as_system():
            tell_of_openings(timezone.now() + timedelta(days=1))


def test_the_worker_learns_that_another_hub_opened_their_case_and_how_many_people(
    northvale, southmere, referral, as_person
):
    with acting_as(northvale.manager):
        allocate(referral, to=northvale.social_worker, by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(status="transferred", forwarded_hub=southmere.hub)
        until = timezone.now() + timedelta(days=30)
        hand_over(referral, to_hub=southmere.hub, why="Moved.", until=until, by=northvale.manager)
    for person in [northvale.manager, southmere.manager, southmere.social_worker, southmere.manager]:
        assert as_person(person).get(url("case", referral)).status_code == 200
    tomorrow()
    (message,) = posted("opened_by_others")
    assert message.to == northvale.social_worker.email
    assert message.context == {"reference": referral.reference, "people": "2 people"}


def test_the_worker_of_a_restricted_record_is_notified_of_an_emergency_without_names(northvale, as_person):
    hidden, _ = build_hidden(northvale)
    with acting_as(northvale.manager):
        allocate(hidden, to=northvale.second_manager, by=northvale.manager)
    as_person(northvale.manager).get(url("case", hidden))
    tomorrow()
    assert not posted("opened_by_others")
    with acting_as(northvale.social_worker):
        open_in_emergency(hidden.reference, why="The family is at the door.", by=northvale.social_worker)
    as_person(northvale.social_worker).get(url("case", hidden))
    tomorrow()
    assert [message.context["people"] for message in posted("opened_by_others")] == ["1 person"]


def test_a_day_on_which_only_the_team_opened_it_tells_nobody(northvale, referral, as_person):
    as_person(northvale.manager).get(url("case", referral))
    assert tell_workers_of_openings.apply().get() == 0
    tomorrow()
    assert not posted("opened_by_others")
