"""No request without a lawful basis: what is recorded, who authorises it, what never changes."""

import pytest

from mash.guards import Denied
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.models import LawfulBasis
from referrals.triage.lawful_basis import authorise, record_basis
from tests.builders import adult, build_referral, child
from tests.builders_requests import ADULTS

BASIS = {
    "purpose": "section_17",
    "gateway": "CA04-11",
    "article6": "6e",
    "article9": "9g-18",
    "necessity": "Only the school and the GP, only this year.",
    "family_informed": "yes",
    "agreement": "given",
}
NOT_TOLD = {
    **BASIS,
    "family_informed": "no",
    "agreement": "not_sought",
    "not_informed_reason": "risk_child",
    "not_informed_detail": "The person alleged lives there.",
}


def test_a_family_that_knows_needs_no_authorisation(northvale, referral):
    with acting_as(northvale.social_worker):
        basis = record_basis(referral, by=northvale.social_worker, **BASIS)
        assert basis.permits_asking
        assert basis.authorised_by is None


def test_a_reason_left_over_is_not_kept_when_the_family_knows(northvale, referral):
    with acting_as(northvale.social_worker):
        basis = record_basis(referral, by=northvale.social_worker, **{**NOT_TOLD, "family_informed": "yes"})
        assert (basis.not_informed_reason, basis.not_informed_detail) == ("", "")


@pytest.mark.parametrize("informed", ["no", "not_yet"])
@pytest.mark.parametrize("missing", ["not_informed_reason", "not_informed_detail"])
def test_not_telling_without_a_reason_is_refused(northvale, referral, informed, missing):
    facts = {**NOT_TOLD, "family_informed": informed, missing: ""}
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        record_basis(referral, by=northvale.manager, authorise_not_telling=True, **facts)
    assert refused.value.field == missing


def test_a_power_not_in_force_is_refused(northvale, referral):
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        record_basis(referral, by=northvale.manager, **{**BASIS, "gateway": "CA04-16LA"})
    assert refused.value.field == "gateway"


@pytest.mark.parametrize("missing", ADULTS)
def test_a_referral_about_both_needs_a_purpose_and_a_power_for_the_adults(northvale, missing):
    referral = build_referral(northvale, people=[child(), adult()])
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        record_basis(referral, by=northvale.manager, **BASIS, **{**ADULTS, missing: ""})
    assert refused.value.field == missing


def test_both_powers_stay_through_the_authorisation(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    with acting_as(northvale.manager):
        record_basis(referral, by=northvale.manager, **NOT_TOLD, **ADULTS)
        basis = authorise(referral, by=northvale.manager)
        assert (basis.gateway, basis.adult_gateway, basis.adult_purpose) == ("CA04-11", "CA14-42", "section_42")


def test_a_referral_of_one_kind_has_one_purpose_and_one_power(northvale, referral):
    with acting_as(northvale.manager):
        basis = record_basis(referral, by=northvale.manager, **BASIS, **ADULTS)
        assert (basis.adult_purpose, basis.adult_gateway) == ("", "")


def test_a_social_worker_cannot_authorise_their_own_silence(northvale, referral):
    with acting_as(northvale.social_worker):
        with pytest.raises(Denied):
            record_basis(referral, by=northvale.social_worker, authorise_not_telling=True, **NOT_TOLD)
        assert not LawfulBasis.objects.exists()
        record_basis(referral, by=northvale.social_worker, **NOT_TOLD)
        with pytest.raises(Denied):
            authorise(referral, by=northvale.social_worker)
        assert not LawfulBasis.objects.get().permits_asking


def test_a_manager_may_authorise_in_the_same_step(northvale, referral):
    with acting_as(northvale.manager):
        basis = record_basis(referral, by=northvale.manager, authorise_not_telling=True, **NOT_TOLD)
        assert basis.permits_asking
        assert basis.authorised_by == northvale.manager


def test_a_later_authorisation_is_a_new_row_and_the_old_one_stays(northvale, referral):
    with acting_as(northvale.social_worker):
        old = record_basis(referral, by=northvale.social_worker, **NOT_TOLD)
    with acting_as(northvale.manager):
        new = authorise(referral, by=northvale.manager)
        assert new.permits_asking
        assert [row.pk for row in referral.lawful_bases.all()] == [old.pk, new.pk]
        assert not LawfulBasis.objects.get(pk=old.pk).permits_asking
        for name, value in NOT_TOLD.items():
            assert getattr(new, name) == value
        assert (new.by, new.at, new.authorised_by) == (northvale.social_worker, old.at, northvale.manager)
        assert new.authorised_at > new.at
        with pytest.raises(RuleViolation, match="nothing to authorise"):
            authorise(referral, by=northvale.manager)


def test_there_must_be_something_to_authorise(northvale, referral):
    with acting_as(northvale.manager), pytest.raises(RuleViolation, match="no lawful basis"):
        authorise(referral, by=northvale.manager)


def test_a_manager_authorises_what_they_saw(northvale, referral):
    with acting_as(northvale.social_worker):
        record_basis(referral, by=northvale.social_worker, **NOT_TOLD)
        record_basis(referral, by=northvale.social_worker, **{**NOT_TOLD, "gateway": "CLD-PI"})
    with acting_as(northvale.manager), pytest.raises(StalePage):
        authorise(referral, by=northvale.manager, seen=2)
