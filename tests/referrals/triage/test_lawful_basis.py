"""No request without a lawful basis: what is recorded, who authorises it, what never changes."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from agencies.rules.code_lists import Switch, set_code_list
from audit.models import Event
from mash.guards import Denied
from mash.identity import acting_as
from mash.refusals import RuleViolation, StalePage
from referrals.codes import Status
from referrals.information_requests.asking.actions import MayNotAsk
from referrals.models import LawfulBasis, Referral
from referrals.triage.actions import rate
from referrals.triage.lawful_basis import authorise, record_basis
from tests.builders import adult, build_referral, child
from tests.builders_requests import ADULTS, BASIS, NOT_TOLD, build_basis, build_triaged, everybody, send

WHY = "The person alleged would take her out of school."
UNTOLD = {name: NOT_TOLD[name] for name in ("not_informed_reason", "not_informed_detail", "tell_by")}


def record(world, referral, *, by=None, knows="knows", **answers):
    by = by or world.social_worker
    with acting_as(by):
        return record_basis(referral, by=by, **{**BASIS, "who_knows": everybody(referral, knows), **answers})


def authorised(world, referral, *, by=None, authorising_reason=WHY, **changes):
    by = by or world.manager
    with acting_as(by):
        return authorise(referral, authorising_reason=authorising_reason, by=by, **changes)


def family(world):
    """Return a case of a child, a mother and the man thought to be the source of harm, with the three of them."""
    people = [child(), adult(), adult(first_name="Noah", is_subject=False, alleged_source=True)]
    referral = build_referral(world, people=people)
    with acting_as(world.manager):
        return referral, list(referral.people.all())


def test_a_family_that_knows_needs_no_authorisation(northvale, referral):
    basis = record(northvale, referral)
    assert (basis.permits_asking, basis.family_informed, basis.authorised_by) == (True, "yes", None)


def test_a_reason_left_over_is_dropped_when_everybody_knows(northvale, referral):
    basis = record(northvale, referral, **UNTOLD, objection_detail="She may be angry.")
    assert [basis.not_informed_reason, basis.not_informed_detail, basis.tell_by, basis.objection_detail] == [
        *("", "", None, "")
    ]


@pytest.mark.parametrize("knows", ["must_not", "not_yet"])
@pytest.mark.parametrize("missing", UNTOLD)
def test_not_telling_without_a_reason_and_a_day_is_refused(northvale, referral, knows, missing):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows=knows, **{**UNTOLD, missing: None if missing == "tell_by" else ""})
    assert refused.value.field == missing


def test_the_day_of_telling_lies_ahead(northvale, referral):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="not_yet", **{**UNTOLD, "tell_by": date(2026, 1, 1)})
    assert refused.value.field == "tell_by"


def test_the_victim_may_know_where_the_source_must_not(northvale):
    referral, (girl, mother, source) = family(northvale)
    answers = {str(girl.pk): "too_young", str(mother.pk): "knows", str(source.pk): "must_not"}
    basis = record(northvale, referral, who_knows=answers, **UNTOLD, **ADULTS)
    assert basis.who_knows == answers
    assert (basis.family_informed, basis.permits_asking) == ("no", False)


@pytest.mark.parametrize("answer", ["", "perhaps", "too_young"])
def test_what_each_person_knows_is_answered(northvale, answer):
    referral, (girl, mother, source) = family(northvale)
    answers = {str(girl.pk): "knows", str(mother.pk): answer, str(source.pk): "knows"}
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, who_knows=answers, **ADULTS)
    assert refused.value.field == f"knows_{mother.pk}"


def test_nobody_outside_the_case_is_answered_for(northvale, referral):
    with acting_as(northvale.social_worker):
        answers = {**everybody(referral, "knows"), "999999": "must_not"}
    basis = record(northvale, referral, who_knows=answers)
    assert "999999" not in basis.who_knows


def test_an_unborn_child_is_not_asked_about(northvale):
    referral = build_referral(northvale, people=[child(kind="unborn", date_of_birth=None), adult(is_subject=False)])
    basis = record(northvale, referral)
    with acting_as(northvale.social_worker):
        assert list(basis.who_knows) == [str(referral.people.get(kind="adult").pk)]


def aged(years: int, **changes) -> dict:
    today = timezone.localdate()
    return child(date_of_birth=today.replace(year=today.year - years, day=1), **changes)


UNBORN = child(kind="unborn", date_of_birth=None)


@pytest.mark.parametrize("people", [[aged(4)], [aged(4), UNBORN], [UNBORN]], ids=["young", "both", "unborn"])
def test_where_nobody_knows_who_could_understand_it_another_manager_authorises(northvale, people):
    referral = build_referral(northvale, people=people)
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="too_young")
    assert refused.value.field == "not_informed_reason"
    basis = record(northvale, referral, knows="too_young", **UNTOLD)
    assert (basis.family_informed, basis.permits_asking) == ("not_yet", False)


@pytest.mark.parametrize("other", ["knows", "objects"])
def test_a_child_too_young_needs_nobody_else_where_a_parent_knows(northvale, other):
    referral = build_referral(northvale, people=[aged(4), adult(is_subject=False)])
    with acting_as(northvale.social_worker):
        answers = {str(p.pk): other if p.kind == "adult" else "too_young" for p in referral.people.all()}
    basis = record(northvale, referral, who_knows=answers, objection_detail="The bruises outweigh it.")
    assert basis.family_informed == "yes"


@pytest.mark.parametrize(
    ("person", "refused"),
    [
        (aged(11), False),
        (aged(12), True),
        (aged(16), True),
        (child(date_of_birth=None, estimated_age=12), True),
        (child(date_of_birth=None, estimated_age=11), False),
        (child(date_of_birth=None), False),
    ],
    ids=["11", "12", "16", "about 12", "about 11", "unknown"],
)
def test_from_twelve_on_nobody_is_too_young_to_understand(northvale, person, refused):
    referral = build_referral(northvale, people=[person])
    if not refused:
        assert record(northvale, referral, knows="too_young", **UNTOLD)
        return
    with pytest.raises(RuleViolation, match="Select what this person knows"):
        record(northvale, referral, knows="too_young", **UNTOLD)


def test_an_objection_is_overridden_with_a_reason_and_by_a_manager(northvale, referral):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="objects")
    assert refused.value.field == "objection_detail"
    basis = record(northvale, referral, knows="objects", objection_detail="The bruises outweigh it.")
    assert (basis.family_informed, basis.permits_asking) == ("yes", False)
    assert authorised(northvale, referral).permits_asking


@pytest.mark.parametrize(
    "gateway",
    ["CA04-16LA-D", "CA04-16LA", "BCIA09-55", "CLPP", "CA06-40", "PCSC22", "DA21", "MSA15-52", "CA14-42", "nothing"],
    ids=lambda code: code,
)
def test_a_power_that_does_not_carry_a_question_about_a_child_is_refused(northvale, referral, gateway):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, gateway=gateway)
    assert refused.value.field == "gateway"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("article6", "6f"),
        ("article6", "6ea"),
        ("article9", "dpa3-s8-4"),
        ("article9", "none"),
        ("purpose", "section_42"),
    ],
)
def test_what_a_council_may_not_rely_on_for_a_child_is_refused(northvale, referral, name, code):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, **{name: code})
    assert refused.value.field == name


@pytest.mark.parametrize("reason", ["statutory", "no_capacity"])
def test_a_duty_or_a_lack_of_capacity_is_no_reason_for_not_telling(northvale, referral, reason):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="not_yet", **{**UNTOLD, "not_informed_reason": reason})
    assert refused.value.field == "not_informed_reason"


def test_a_reason_about_a_child_is_none_for_an_adult(northvale):
    referral = build_referral(northvale, people=[adult()], concerns=[])
    law = {"purpose": ADULTS["adult_purpose"], "gateway": ADULTS["adult_gateway"]}
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="not_yet", **law, **{**UNTOLD, "not_informed_reason": "fabricated"})
    assert refused.value.field == "not_informed_reason"


@pytest.mark.parametrize("gateway", ["CA14-44", "CA14-45"])
def test_the_powers_of_the_adults_board_serve_its_reviews_only(northvale, gateway):
    referral = build_referral(northvale, people=[adult()], concerns=[])
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, purpose="section_42", gateway=gateway)
    assert refused.value.field == "gateway"
    assert record(northvale, referral, purpose="review", gateway=gateway).gateway == gateway
    both = build_referral(northvale, people=[child(), adult()])
    with pytest.raises(RuleViolation) as refused:
        record(northvale, both, **{**ADULTS, "adult_gateway": gateway})
    assert refused.value.field == "adult_gateway"
    of_review = {"adult_purpose": "review", "adult_gateway": gateway}
    assert record(northvale, both, **{**ADULTS, **of_review}).adult_gateway == gateway


@pytest.mark.parametrize("law", [{"purpose": "section_47"}, {"gateway": "CA89-47"}])
def test_section_47_of_a_case_that_is_not_red_says_why_not_section_17(northvale, law):
    green, red = build_triaged(northvale, level="green"), build_triaged(northvale, level="red")
    for blank in ("", " "):
        with pytest.raises(RuleViolation) as refused:
            record(northvale, green, **law, section_47_reason=blank)
        assert refused.value.field == "section_47_reason"
    why = "Three bruises in a month, and the rating waits for the paediatrician."
    assert record(northvale, green, **law, section_47_reason=why).section_47_reason == why
    assert record(northvale, red, **law, section_47_reason="Left over.").section_47_reason == ""
    assert record(northvale, build_triaged(northvale, level="green")).section_47_reason == ""


def test_section_47_of_a_case_that_is_no_longer_red_says_why_before_anybody_is_asked(northvale):
    referral, law = build_triaged(northvale, level="red"), {"purpose": "section_47", "gateway": "CA89-47"}
    record(northvale, referral, **law)
    with acting_as(northvale.manager):
        rate(referral, level="amber", reason="Seen by the doctor.", by=northvale.manager)
        referral.refresh_from_db()
    with pytest.raises(MayNotAsk, match="why it is section 47") as refused:
        send(northvale, referral, "police")
    assert refused.value.missing == "basis"
    record(northvale, referral, **law, section_47_reason="Three bruises in a month.")
    assert send(northvale, referral, "police")


def test_why_section_47_goes_to_the_agency_and_gives_no_secret_address_away(northvale, as_person):
    people = [child(address="12 Hidden Lane", address_withheld=True)]
    referral = build_triaged(northvale, level="amber", people=people)
    law = {"purpose": "section_47", "gateway": "CA89-47"}
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, **law, section_47_reason="Seen bruised at 12 Hidden Lane.")
    assert refused.value.field == "section_47_reason"
    why = "Three bruises in a month."
    record(northvale, referral, **law, section_47_reason=why)
    [request] = send(northvale, referral, "police")
    assert request.section_47_reason == why
    assert why in as_person(northvale.police).get(f"/requests/{request.reference}/").content.decode()
    assert why in as_person(northvale.manager).get(f"/cases/{referral.reference}/").content.decode()


@pytest.mark.parametrize("agreement", ["refused", "not_sought"])
def test_early_help_without_agreement_says_why(northvale, agreement):
    referral = build_triaged(northvale, level="green")
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, purpose="early_help", agreement=agreement)
    assert refused.value.field == "no_agreement_reason"
    why = "They cannot be reached before the holidays."
    stored = record(northvale, referral, purpose="early_help", agreement=agreement, no_agreement_reason=why)
    assert stored.no_agreement_reason == why
    assert record(northvale, referral, purpose="early_help", agreement="given", no_agreement_reason=why) != stored
    with acting_as(northvale.manager):
        assert referral.lawful_bases.last().no_agreement_reason == ""


def test_safeguarding_without_consent_says_by_which_limb(northvale, referral):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, article9="9g-18", without_consent="")
    assert refused.value.field == "without_consent"
    with pytest.raises(RuleViolation):
        record(northvale, referral, article9="9g-6", article10="10-18", without_consent="")
    basis = record(northvale, referral, article9="9g-6", article10="none", without_consent="not_reasonable")
    assert basis.without_consent == "", "no condition rests on paragraph 18"


def test_a_hub_enters_the_day_on_which_the_duty_to_disclose_began(northvale, referral):
    def settle(day):
        with acting_as(northvale.administrator):
            switches = {"CA04-16LA-D": Switch(True, day)}
            set_code_list(hub=northvale.hub, key="gateway", switches=switches, by=northvale.administrator)

    settle(date(2099, 1, 1))
    with pytest.raises(RuleViolation):
        record(northvale, referral, gateway="CA04-16LA-D")
    settle(date(2026, 9, 1))
    assert record(northvale, referral, gateway="CA04-16LA-D").gateway == "CA04-16LA-D"


def test_a_reason_that_the_hub_took_off_is_refused_and_an_old_record_keeps_its_words(northvale, referral):
    with acting_as(northvale.social_worker):
        old = record(northvale, referral, knows="not_yet", **{**UNTOLD, "not_informed_reason": "other"})
    with acting_as(northvale.administrator):
        switches = {"other": Switch(False)}
        set_code_list(hub=northvale.hub, key="not_informed_reason", switches=switches, by=northvale.administrator)
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="not_yet", **{**UNTOLD, "not_informed_reason": "other"})
    assert refused.value.field == "not_informed_reason"
    with acting_as(northvale.social_worker):
        assert LawfulBasis.objects.get(pk=old.pk).get_not_informed_reason_display() == "Another reason"


@pytest.mark.parametrize("missing", ADULTS)
def test_a_referral_about_both_needs_a_purpose_and_a_power_for_the_adults(northvale, missing):
    referral = build_referral(northvale, people=[child(), adult()])
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, **{**ADULTS, missing: ""})
    assert refused.value.field == missing


def test_both_powers_stay_through_the_authorisation(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    record(northvale, referral, knows="must_not", **UNTOLD, **ADULTS)
    basis = authorised(northvale, referral)
    assert (basis.gateway, basis.adult_gateway, basis.adult_purpose) == ("CA89-17", "CA14-42", "section_42")


def test_a_referral_of_one_kind_has_one_purpose_and_one_power(northvale, referral):
    basis = record(northvale, referral, **ADULTS)
    assert (basis.adult_purpose, basis.adult_gateway) == ("", "")


def test_a_social_worker_cannot_authorise(northvale, referral):
    record(northvale, referral, by=northvale.manager, knows="must_not", **UNTOLD)
    with pytest.raises(Denied):
        authorised(northvale, referral, by=northvale.social_worker)


def test_whoever_recorded_it_does_not_authorise_it(northvale, referral):
    record(northvale, referral, by=northvale.manager, knows="must_not", **UNTOLD)
    with pytest.raises(RuleViolation, match="Another manager"):
        authorised(northvale, referral)
    assert authorised(northvale, referral, by=northvale.second_manager).permits_asking


def test_the_authorising_manager_gives_a_reason_of_their_own(northvale, referral):
    record(northvale, referral, knows="must_not", **UNTOLD)
    with pytest.raises(RuleViolation) as refused:
        authorised(northvale, referral, authorising_reason="  ")
    assert refused.value.field == "authorising_reason"
    assert authorised(northvale, referral).authorising_reason == WHY


def test_a_later_authorisation_is_a_new_row_and_the_old_one_stays(northvale, referral):
    old = record(northvale, referral, knows="must_not", **UNTOLD)
    new = authorised(northvale, referral)
    with acting_as(northvale.manager):
        assert [row.pk for row in referral.lawful_bases.all()] == [old.pk, new.pk]
        assert not LawfulBasis.objects.get(pk=old.pk).permits_asking
    for name in [*UNTOLD, "who_knows", "article10", "without_consent", "necessity"]:
        assert getattr(new, name) == getattr(old, name)
    assert (new.by, new.at, new.authorised_by) == (northvale.social_worker, old.at, northvale.manager)
    assert new.authorised_at > new.at
    with pytest.raises(RuleViolation, match="nothing to authorise"):
        authorised(northvale, referral)


def test_there_must_be_something_to_authorise(northvale, referral):
    with pytest.raises(RuleViolation, match="no lawful basis"):
        authorised(northvale, referral)


def test_a_manager_authorises_what_they_saw(northvale, referral):
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    build_basis(northvale, referral, by=northvale.social_worker, **{**NOT_TOLD, "gateway": "CLD-PI"})
    with pytest.raises(StalePage):
        authorised(northvale, referral, seen=2)


AT = datetime(2026, 6, 1, 19, 35, tzinfo=UTC)


def lines_of(world, code):
    with acting_as(world.auditor):
        return list(Event.objects.filter(code=code))


def detail_of(line) -> dict:
    """Return what a line tells, without the digests of the rows it vouches for."""
    return {name: value for name, value in line.detail.items() if name != "frozen"}


def test_a_basis_is_stored_as_it_was_typed_with_who_and_when(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    basis = record(northvale, referral, knows="must_not", now=AT, **UNTOLD, **ADULTS)
    with acting_as(northvale.social_worker):
        stored = LawfulBasis.objects.get(pk=basis.pk)
    answers = {**BASIS, **UNTOLD, **ADULTS}
    assert {name: getattr(stored, name) for name in answers} == answers
    assert (stored.by, stored.at) == (northvale.social_worker, AT)
    assert (stored.authorised_by, stored.authorised_at, stored.authorising_reason) == (None, None, "")


def test_its_line_has_the_power_and_what_the_family_knows(northvale, referral):
    basis = record(northvale, referral, now=AT, agreement="given")
    [line] = lines_of(northvale, "lawful_basis.recorded")
    assert (line.reference, line.by_id, line.at) == (referral.reference, northvale.social_worker.pk, AT)
    assert line.detail["frozen"]
    assert detail_of(line) == {
        "basis": str(basis.pk),
        "gateway": "CA89-17",
        "family_informed": "yes",
        "agreement": "given",
    }
    assert line.purpose == "section_17"
    assert lines_of(northvale, "lawful_basis.authorised") == []


def test_its_line_has_the_power_for_the_adults_too(northvale):
    referral = build_referral(northvale, people=[child(), adult()])
    record(northvale, referral, **ADULTS)
    [line] = lines_of(northvale, "lawful_basis.recorded")
    assert (line.detail["adult_purpose"], line.detail["adult_gateway"]) == ("section_42", "CA14-42")


def test_every_authorisation_has_a_line_of_its_own(northvale, referral):
    first = record(northvale, referral, knows="must_not", now=AT, **UNTOLD)
    basis = authorised(northvale, referral, now=AT)
    assert (basis.authorised_by, basis.authorised_at) == (northvale.manager, AT)
    [line] = lines_of(northvale, "lawful_basis.authorised")
    assert (line.reference, line.by_id, line.at) == (referral.reference, northvale.manager.pk, AT)
    assert detail_of(line) == {"basis": str(basis.pk), "recorded": str(first.pk)}


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_basis_says_why_it_is_necessary(northvale, referral, blank):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, necessity=blank)
    assert refused.value.field == "necessity"


@pytest.mark.parametrize("gateway", ["CA04-16LA-D", "CA89-47", "CLPP"])
def test_a_power_that_does_not_fit_is_refused_for_the_adults_too(northvale, gateway):
    referral = build_referral(northvale, people=[child(), adult()])
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, **{**ADULTS, "adult_gateway": gateway})
    assert refused.value.field == "adult_gateway"


def test_spaces_say_nothing_of_why_they_were_not_told(northvale, referral):
    with pytest.raises(RuleViolation) as refused:
        record(northvale, referral, knows="must_not", **{**UNTOLD, "not_informed_detail": " \n"})
    assert refused.value.field == "not_informed_detail"


def test_who_looks_next_reads_what_was_done(northvale, referral):
    record(northvale, referral, knows="must_not", now=AT, **UNTOLD)
    with acting_as(northvale.manager):
        referral.refresh_from_db()
    assert (referral.changed_what, referral.changed_at) == ("recorded the lawful basis", AT)
    assert referral.changed_by == "Sasha Socialworker"
    authorised(northvale, referral, now=AT, seen=referral.version)
    with acting_as(northvale.manager):
        referral.refresh_from_db()
    assert referral.changed_what == "authorised asking before they know or over an objection"
    assert (referral.changed_by, referral.changed_at) == ("Morgan Manager", AT)


def test_a_basis_written_on_a_page_out_of_date_is_refused(northvale, referral):
    record(northvale, referral)
    with pytest.raises(StalePage):
        record(northvale, referral, seen=referral.version)


# The stages of a case in which agencies may still be asked, so that a basis serves a purpose.
OPEN = {"received", "triaged", "gathering", "deciding"}


@pytest.mark.parametrize("status", Status)
def test_a_basis_is_recorded_and_authorised_before_the_decision_only(northvale, referral, status):
    record(northvale, referral, knows="must_not", **UNTOLD)
    with acting_as(northvale.manager):
        Referral.objects.filter(pk=referral.pk).update(status=status)
    if status in OPEN:
        assert authorised(northvale, referral)
        assert record(northvale, referral)
        return
    if status == Status.DECIDED:
        assert authorised(northvale, referral), "a later day of telling is authorised after the decision as well"
        assert record(northvale, referral), "they are told after the decision as well, and that is recorded"
        return
    with pytest.raises(RuleViolation, match="before the decision"):
        authorised(northvale, referral)
    with pytest.raises(RuleViolation, match="before the decision"):
        record(northvale, referral)


def test_a_refused_authorisation_is_about_this_case(northvale, referral):
    record(northvale, referral, knows="must_not", **UNTOLD)
    with pytest.raises(Denied) as denied:
        authorised(northvale, referral, by=northvale.social_worker)
    assert denied.value.about == referral
