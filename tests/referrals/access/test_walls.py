"""Wall two alone: direct reads and writes as the app's role, for any user."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.people.particulars import set_particulars
from audit.models import Event
from mash.identity import acting_as
from referrals.access.bars import bar
from referrals.access.break_glass import ask_to_see, break_glass, existence_cards
from referrals.access.granting import KeptOut, grant_to_user, hand_over, withdraw_from_user
from referrals.access.visible import requests_put_to, visible_referrals
from referrals.access.who_can_see import access_of, past_access, who_can_see
from referrals.casefile.actions import restrict
from referrals.models import Bar, BreakGlass, InformationRequest, Move, Person, Referral, ReferralUserGrant
from referrals.models.grants import UNTIL_WITHDRAWN
from tests.builders import build_referral
from tests.builders_requests import build_ready, send
from tests.database import as_role


def seen_by(user) -> int:
    with acting_as(user):
        return Referral.objects.count()


def test_the_hubs_team_sees_its_referral(northvale, referral):
    assert seen_by(northvale.manager) == 1
    assert seen_by(northvale.social_worker) == 1


@pytest.mark.parametrize("part", ["police", "referrer", "auditor", "governance", "administrator"])
def test_nobody_outside_the_team_sees_it(northvale, referral, part):
    assert seen_by(getattr(northvale, part)) == 0


def test_another_hub_sees_nothing(northvale, southmere, referral):
    with acting_as(southmere.manager):
        assert Referral.objects.count() == 0
        assert Person.objects.count() == 0
        assert Move.objects.count() == 0


def test_nobody_acting_sees_nothing(referral):
    assert Referral.objects.count() == 0


def test_both_walls_agree(northvale, southmere, referral):
    for world in [northvale, southmere]:
        for part in ["manager", "social_worker", "police", "referrer", "auditor"]:
            user = getattr(world, part)
            with acting_as(user):
                assert set(visible_referrals(user)) == set(Referral.objects.all())


def test_a_suspended_worker_sees_nothing_from_the_next_statement(northvale, referral):
    from agencies.people.actions import suspend

    suspend(user=northvale.social_worker, by=northvale.administrator)
    assert seen_by(northvale.social_worker) == 0


def test_a_referrer_sends_and_never_reads_back(northvale):
    build_referral(northvale, by=northvale.referrer, channel="web_professional")
    with acting_as(northvale.referrer):
        assert Referral.objects.count() == 0
        assert Person.objects.count() == 0
    assert seen_by(northvale.manager) == 1


def test_a_restricted_referral_is_for_those_named(northvale, referral):
    with acting_as(northvale.manager):
        grant_to_user(referral, with_user=northvale.manager, kind="named", why="restricts it", by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(restricted=True, restricted_reason="high_risk")
    assert seen_by(northvale.social_worker) == 0
    assert seen_by(northvale.manager) == 1
    with acting_as(northvale.manager):
        grant_to_user(referral, with_user=northvale.social_worker, kind="named", why="allocated", by=northvale.manager)
        assert {way.via for way in who_can_see(referral)} == {"person"}
    assert seen_by(northvale.social_worker) == 1
    with acting_as(northvale.manager):
        withdraw_from_user(referral, with_user=northvale.social_worker, by=northvale.manager)
    assert seen_by(northvale.social_worker) == 0


def test_a_barred_person_sees_nothing_though_the_team_does(northvale, referral):
    with acting_as(northvale.manager):
        assert bar(referral.pk, person=northvale.social_worker, because="related", why="Cousin of the mother.")
        assert bar(referral.pk, person=northvale.social_worker, because="related", why="Cousin.") is None
    assert seen_by(northvale.social_worker) == 0
    with acting_as(northvale.social_worker):
        assert not visible_referrals(northvale.social_worker).exists()
    assert seen_by(northvale.manager) == 1


def test_nobody_can_give_access_of_what_they_cannot_see(northvale, southmere, referral):
    with acting_as(southmere.manager), pytest.raises(DatabaseError), transaction.atomic():
        grant_to_user(referral, with_user=southmere.manager, kind="named", why="curious", by=southmere.manager)


def test_the_app_cannot_write_a_grant_itself(northvale, referral):
    with acting_as(northvale.manager), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ReferralUserGrant.objects.filter(pk__gt=0).update(reason="mine")


def test_a_line_of_the_access_log_cannot_be_changed_or_removed(northvale, referral):
    for statement in ["UPDATE audit_event SET by_name = ''", "DELETE FROM audit_event", "TRUNCATE audit_event"]:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    with as_role("mash_owner"), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Event.objects.all().update(by_name="")


def test_auditors_read_their_own_hubs_log_only(northvale, southmere, referral):
    with acting_as(northvale.auditor):
        assert Event.objects.filter(code="referral.keyed").count() == 1
    with acting_as(southmere.auditor):
        assert Event.objects.filter(code="referral.keyed").count() == 0
    with acting_as(northvale.manager):
        assert Event.objects.count() == 0


def test_each_giving_of_access_is_a_row_that_stays(northvale, referral):
    with acting_as(northvale.manager):
        grant_to_user(referral, with_user=northvale.screener, kind="named", why="first", by=northvale.manager)
        grant_to_user(referral, with_user=northvale.screener, kind="named", why="second", by=northvale.manager)
        withdraw_from_user(referral, with_user=northvale.screener, by=northvale.manager)
        gone = past_access(referral)
    assert {row.reason for row in gone} == {"first", "second"}
    assert {row.ended_by for row in gone} == {northvale.manager.name}


def test_what_one_reason_opened_stays_open_when_another_ends(northvale, referral):
    with acting_as(northvale.manager):
        grant_to_user(referral, with_user=northvale.screener, kind="named", why="knows them", by=northvale.manager)
        grant_to_user(referral, with_user=northvale.screener, kind="allocation", why="works", by=northvale.manager)
        withdraw_from_user(referral, with_user=northvale.screener, kinds=["allocation"], by=northvale.manager)
        assert [way.kind for way in who_can_see(referral) if way.person == northvale.screener.pk] == ["named"]


@pytest.fixture
def restricted(northvale, referral):
    """A record only the manager may see, and another about the same child that the team sees."""
    with acting_as(northvale.manager):
        grant_to_user(referral, with_user=northvale.manager, kind="named", why="restricts it", by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(restricted=True, restricted_reason="high_risk")
    return referral, build_referral(northvale)


def test_a_matching_restricted_record_is_known_to_exist_and_no_more(northvale, southmere, restricted):
    hidden, seen = restricted
    with acting_as(northvale.screener):
        (card,) = existence_cards(seen)
        assert hidden.reference not in str(card)
        assert str(hidden.pk) not in str(card)
        assert ask_to_see(seen, card=card.card, key=uuid4(), why="We have a new referral.") == northvale.hub.pk
        assert ask_to_see(seen, card=card.card, key=uuid4(), why="Again.") is None
        assert ask_to_see(seen, card="0" * 20, key=uuid4(), why="Guessing.") is None
    with acting_as(northvale.manager):
        assert existence_cards(seen) == []
    with acting_as(southmere.manager):
        assert existence_cards(seen) == []


def test_a_barred_person_gets_no_card_and_no_glass_to_break(northvale, restricted):
    hidden, seen = restricted
    with acting_as(northvale.manager):
        bar(hidden.pk, person=northvale.social_worker, because="related", why="Aunt.")
    with acting_as(northvale.social_worker):
        assert existence_cards(seen) == []
        assert break_glass(hidden.reference, seen_from=None, key=uuid4(), why="Now.") is None
        assert not Bar.objects.exists()


def test_breaking_the_glass_opens_one_record_for_an_hour(northvale, restricted):
    hidden, seen = restricted
    with acting_as(northvale.social_worker):
        (card,) = existence_cards(seen)
        opened = break_glass(card.card, seen_from=seen, key=uuid4(), why="The child may be in danger tonight.")
        assert opened.reference == hidden.reference
        assert timedelta(minutes=59) < opened.until - timezone.now() <= timedelta(minutes=60)
        assert Referral.objects.filter(pk=hidden.pk).exists()
        assert break_glass(hidden.reference, seen_from=None, key=uuid4(), why="Again.") is None
    with acting_as(northvale.governance):
        assert [use.reference for use in BreakGlass.objects.all()] == [hidden.reference]
        assert not Referral.objects.exists()
        assert [row.kind for row in access_of(northvale.social_worker)] == ["break_glass"]
    with as_role("mash_owner"):
        ReferralUserGrant.objects.filter(kind="break_glass").update(expires_at=timezone.now())
    assert seen_by(northvale.social_worker) == 1


@pytest.mark.parametrize("part", ["screener", "police", "auditor", "governance", "administrator", "referrer"])
def test_only_those_who_do_social_work_break_the_glass(northvale, restricted, part):
    with acting_as(getattr(northvale, part)):
        assert break_glass(restricted[0].reference, seen_from=None, key=uuid4(), why="Now.") is None


def test_a_barred_representative_sees_no_request_about_the_record(northvale):
    referral = build_ready(northvale)
    send(northvale, referral, "police", "health")
    with acting_as(northvale.manager):
        bar(referral.pk, person=northvale.police, because="known", why="Neighbour.")
    with acting_as(northvale.police):
        assert not InformationRequest.objects.exists()
        assert not requests_put_to(northvale.police).exists()
    with acting_as(northvale.health):
        assert InformationRequest.objects.count() == 1


def test_a_transferred_case_is_read_by_the_other_hub_until_a_time(northvale, southmere, referral):
    until = timezone.now() + timedelta(days=30)
    with acting_as(northvale.manager):
        with pytest.raises(DatabaseError), transaction.atomic():
            hand_over(referral, to_hub=southmere.hub, why="Moved.", until=until, by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(status="transferred", forwarded_hub=southmere.hub)
        hand_over(referral, to_hub=southmere.hub, why="Moved.", until=until, by=northvale.manager)
    with acting_as(southmere.social_worker):
        assert Referral.objects.count() == visible_referrals(southmere.social_worker).count() == 1
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            referral.notes.create(text="Seen here.", by=southmere.social_worker, at=timezone.now())
        assert Person.objects.filter(referral=referral).update(last_name="Other") == 0
    for act in [
        lambda: grant_to_user(referral, with_user=northvale.screener, kind="named", why="x", by=southmere.manager),
        lambda: bar(referral.pk, person=northvale.screener, because="related", why="x"),
        lambda: hand_over(referral, to_hub=southmere.hub, why="On.", until=until, by=southmere.manager),
    ]:
        with acting_as(southmere.manager), pytest.raises(DatabaseError, match="may not"), transaction.atomic():
            act()
    with acting_as(southmere.police):
        assert Referral.objects.count() == 0


def lines_of(world, code):
    with acting_as(world.auditor):
        return list(Event.objects.filter(code=code))


def test_a_grant_that_a_bar_outranks_is_refused_beside_its_field(northvale, referral):
    with acting_as(northvale.manager):
        bar(referral.pk, person=northvale.social_worker, because="related", why="Cousin.")
        with pytest.raises(KeptOut) as refused, transaction.atomic():
            grant_to_user(
                referral,
                with_user=northvale.social_worker,
                kind="named",
                why="allocated",
                by=northvale.manager,
                field="person",
            )
    assert refused.value.field == "person"
    assert seen_by(northvale.social_worker) == 0
    assert lines_of(northvale, "grant.given") == []


@pytest.mark.parametrize("days", [None, 3])
def test_a_grant_lasts_until_its_time_and_so_says_its_line(northvale, referral, days):
    until = timezone.now() + timedelta(days=days) if days else UNTIL_WITHDRAWN
    lasting = {"until": until} if days else {}
    with acting_as(northvale.manager):
        grant_to_user(
            referral, with_user=northvale.screener, kind="visit", why="Duty rota", by=northvale.manager, **lasting
        )
    with as_role("mash_owner"):
        grant = ReferralUserGrant.objects.get(user=northvale.screener)
    assert (grant.kind, grant.reason, grant.expires_at) == ("visit", "Duty rota", until)
    [line] = lines_of(northvale, "grant.given")
    assert line.detail == {"to": northvale.screener.pk, "kind": "visit", "until": until.isoformat()}
    assert (line.reference, line.by_id) == (referral.reference, northvale.manager.pk)


def test_withdrawing_ends_what_people_gave_and_says_which_kinds(northvale, referral):
    kinds = ["allocation", "named", "visit"]
    with acting_as(northvale.manager):
        for kind in kinds:
            grant_to_user(referral, with_user=northvale.screener, kind=kind, why="Works.", by=northvale.manager)
        withdraw_from_user(referral, with_user=northvale.screener, by=northvale.manager)
        assert sorted(row.kind for row in past_access(referral)) == kinds
    [line] = lines_of(northvale, "grant.withdrawn")
    assert line.detail == {"to": northvale.screener.pk, "kinds": kinds}
    assert (line.reference, line.by_id) == (referral.reference, northvale.manager.pk)


@pytest.mark.parametrize("fault", ["restricted", "forwarded to no hub", "forwarded to another", "no decision-maker"])
def test_a_case_is_handed_over_only_where_it_was_forwarded_by_a_decision_maker(northvale, southmere, referral, fault):
    facts = {"status": "transferred", "forwarded_hub": southmere.hub}
    facts |= {
        "forwarded to no hub": {"forwarded_hub": None},
        "forwarded to another": {"forwarded_hub": northvale.hub},
    }.get(fault, {})
    by = northvale.social_worker if fault == "no decision-maker" else northvale.manager
    with acting_as(northvale.manager):
        if fault == "restricted":
            restrict(referral, reason="high_risk", by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(**facts)
    until = timezone.now() + timedelta(days=30)
    with acting_as(by), pytest.raises(DatabaseError, match="may not hand this"), transaction.atomic():
        hand_over(referral, to_hub=southmere.hub, why="Moved.", until=until, by=by)


def test_handing_over_says_to_which_hub_and_keeps_out_whom_it_may_concern(northvale, southmere, referral):
    until = timezone.now() + timedelta(days=30)
    with acting_as(northvale.manager):
        named = referral.people.get()
    with acting_as(southmere.administrator):
        set_particulars(
            user=southmere.screener,
            by=southmere.administrator,
            last_names=[named.last_name],
            date_of_birth=named.date_of_birth,
        )
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=referral.pk).update(status="transferred", forwarded_hub=southmere.hub)
        hand_over(referral, to_hub=southmere.hub, why="Moved.", until=until, by=northvale.manager)
    [line] = lines_of(northvale, "grant.given")
    assert line.detail == {"to_hub": southmere.hub.pk, "kind": "transfer", "until": until.isoformat()}
    assert (line.reference, line.by_id) == (referral.reference, northvale.manager.pk)
    assert seen_by(southmere.social_worker) == 1
    assert seen_by(southmere.screener) == 0
    [suggested] = lines_of(northvale, "bar.suggested")
    assert (suggested.reference, suggested.about_kind) == (referral.reference, "bar")
