"""No request without a lawful basis: what is recorded, who authorises it, what never changes."""

from datetime import UTC, datetime
from functools import partial

import pytest

from audit.models import Event
from mash.guards import Denied
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.codes import Status
from referrals.models import LawfulBasis, Referral
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


AT = datetime(2026, 6, 1, 19, 35, tzinfo=UTC)


def lines_of(world, code):
    with acting_as(world.auditor):
        return list(Event.objects.filter(code=code))


def detail_of(line) -> dict:
    """Return what a line tells, without the digests of the rows it vouches for."""
    return {name: value for name, value in line.detail.items() if name != "frozen"}


def test_a_basis_is_stored_as_it_was_given_with_who_and_when(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    with acting_as(northvale.social_worker):
        basis = record_basis(referral, by=northvale.social_worker, now=AT, **NOT_TOLD, **ADULTS)
        stored = LawfulBasis.objects.get(pk=basis.pk)
    assert {name: getattr(stored, name) for name in {**NOT_TOLD, **ADULTS}} == {**NOT_TOLD, **ADULTS}
    assert (stored.by, stored.at) == (northvale.social_worker, AT)
    assert (stored.authorised_by, stored.authorised_at) == (None, None)


def test_its_line_has_the_power_and_what_the_family_knows(northvale, referral):
    with acting_as(northvale.manager):
        basis = record_basis(referral, by=northvale.manager, now=AT, **BASIS)
    [line] = lines_of(northvale, "lawful_basis.recorded")
    assert (line.reference, line.by_id, line.at) == (referral.reference, northvale.manager.pk, AT)
    assert line.detail["frozen"]
    assert detail_of(line) == {
        "basis": str(basis.pk),
        "gateway": "CA04-11",
        "family_informed": "yes",
        "agreement": "given",
    }
    assert line.purpose == "section_17"
    assert lines_of(northvale, "lawful_basis.authorised") == []


def test_its_line_has_the_power_for_the_adults_too(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    with acting_as(northvale.manager):
        record_basis(referral, by=northvale.manager, **BASIS, **ADULTS)
    [line] = lines_of(northvale, "lawful_basis.recorded")
    assert (line.detail["adult_purpose"], line.detail["adult_gateway"]) == ("section_42", "CA14-42")


@pytest.mark.parametrize("at_once", [True, False])
def test_every_authorisation_has_a_line_of_its_own(northvale, referral, at_once):
    with acting_as(northvale.manager):
        first = record_basis(referral, by=northvale.manager, now=AT, authorise_not_telling=at_once, **NOT_TOLD)
        basis = first if at_once else authorise(referral, by=northvale.manager, now=AT)
        assert (basis.authorised_by, basis.authorised_at) == (northvale.manager, AT)
    [line] = lines_of(northvale, "lawful_basis.authorised")
    assert (line.reference, line.by_id, line.at) == (referral.reference, northvale.manager.pk, AT)
    assert detail_of(line) == {"basis": str(basis.pk)} | ({} if at_once else {"recorded": str(first.pk)})


def test_a_tick_to_authorise_counts_for_nothing_once_the_family_knows(northvale, referral):
    with acting_as(northvale.social_worker):
        basis = record_basis(referral, by=northvale.social_worker, authorise_not_telling=True, **BASIS)
        assert (basis.authorised_by, basis.authorised_at) == (None, None)


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_basis_says_why_it_is_necessary(northvale, referral, blank):
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        record_basis(referral, by=northvale.manager, **{**BASIS, "necessity": blank})
    assert refused.value.field == "necessity"


def test_a_power_not_in_force_is_refused_for_the_adults_too(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        record_basis(referral, by=northvale.manager, **BASIS, **{**ADULTS, "adult_gateway": "CA04-16LA"})
    assert refused.value.field == "adult_gateway"


def test_spaces_say_nothing_of_why_the_family_was_not_told(northvale, referral):
    with acting_as(northvale.manager), pytest.raises(RuleViolation) as refused:
        record_basis(referral, by=northvale.manager, **{**NOT_TOLD, "not_informed_detail": " \n"})
    assert refused.value.field == "not_informed_detail"


def test_who_looks_next_reads_what_was_done(northvale, referral):
    with acting_as(northvale.manager):
        record_basis(referral, by=northvale.manager, now=AT, **NOT_TOLD)
        referral.refresh_from_db()
        assert (referral.changed_what, referral.changed_at) == ("recorded the lawful basis", AT)
        assert referral.changed_by == "Morgan Manager"
        authorise(referral, by=northvale.manager, now=AT, seen=referral.version)
        referral.refresh_from_db()
    assert referral.changed_what == "authorised asking without the family’s knowledge"
    assert (referral.changed_by, referral.changed_at) == ("Morgan Manager", AT)


def test_a_basis_written_on_a_page_out_of_date_is_refused(northvale, referral):
    with acting_as(northvale.manager):
        record_basis(referral, by=northvale.manager, **BASIS)
        with pytest.raises(StalePage):
            record_basis(referral, by=northvale.manager, seen=referral.version, **BASIS)


# The stages of a case in which agencies may still be asked, so that a basis serves a purpose.
OPEN = {"received", "triaged", "gathering", "deciding"}


@pytest.mark.parametrize("status", Status)
def test_a_basis_is_recorded_and_authorised_before_the_decision_only(northvale, referral, status):
    with acting_as(northvale.manager):
        record_basis(referral, by=northvale.manager, **NOT_TOLD)
        Referral.objects.filter(pk=referral.pk).update(status=status)
        for action in (partial(record_basis, **NOT_TOLD), authorise):
            if status in OPEN:
                assert action(referral, by=northvale.manager)
            else:
                with pytest.raises(RuleViolation, match="before the decision"):
                    action(referral, by=northvale.manager)


def test_a_refused_authorisation_is_about_this_case(northvale, referral):
    with acting_as(northvale.social_worker):
        record_basis(referral, by=northvale.social_worker, **NOT_TOLD)
        with pytest.raises(Denied) as denied:
            authorise(referral, by=northvale.social_worker)
    assert denied.value.about == referral
