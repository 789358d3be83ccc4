"""Wall two alone: raw reads and writes as the app's role, whoever is acting."""

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from mash.identity import acting_as
from referrals.access import share, unshare, visible_referrals, who_can_see
from referrals.models import Move, Person, Referral, ReferralUserGrant
from tests.builders import build_referral
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
    from agencies.actions import suspend

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
        share(referral, with_user=northvale.manager, why="restricts it", by=northvale.manager)
        Referral.objects.filter(pk=referral.pk).update(restricted=True, restricted_reason="high_risk")
    assert seen_by(northvale.social_worker) == 0
    assert seen_by(northvale.manager) == 1
    with acting_as(northvale.manager):
        share(referral, with_user=northvale.social_worker, why="allocated", by=northvale.manager)
        assert {way.via for way in who_can_see(referral)} == {"person"}
    assert seen_by(northvale.social_worker) == 1
    with acting_as(northvale.manager):
        unshare(referral, with_user=northvale.social_worker, by=northvale.manager)
    assert seen_by(northvale.social_worker) == 0


def test_a_barred_person_sees_nothing_though_the_team_does(northvale, referral):
    from django.utils import timezone

    from referrals.models import Bar

    with as_role("mash_owner"):
        Bar.objects.create(referral=referral, user=northvale.social_worker, reason="relative", given_at=timezone.now())
    assert seen_by(northvale.social_worker) == 0
    with acting_as(northvale.social_worker):
        assert not visible_referrals(northvale.social_worker).exists()
    assert seen_by(northvale.manager) == 1


def test_nobody_can_give_sight_of_what_they_cannot_see(northvale, southmere, referral):
    with acting_as(southmere.manager), pytest.raises(DatabaseError), transaction.atomic():
        share(referral, with_user=southmere.manager, why="curious", by=southmere.manager)


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
