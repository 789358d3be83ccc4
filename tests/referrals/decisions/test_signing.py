"""Who signs, who signs second, and how a new version corrects a signed decision."""

from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation, StalePage
from referrals.casefile.actions import restrict
from referrals.codes import Status
from referrals.decisions import actions, records
from referrals.decisions.freezing import is_unchanged
from referrals.decisions.records import shown_of
from referrals.models import Decision, OutboxMessage
from referrals.people.repeats import is_repeat
from tests.builders import adult, build_referral, child
from tests.referrals.decisions.browsing import lines
from tests.referrals.decisions.stories import (
    HOUR,
    MONDAY,
    build_asked_case,
    child_decision,
    draft,
    sign,
    subjects_of,
    triaged,
)

# Two signatures -------------------------------------------------------------------------------------------------------


NO_ACTION = {
    "outcome": "no_further_action",
    "outcome_reason": "no_concern",
    "threshold": "1",
    "final_rating": "green",
}


def test_closing_the_door_takes_two_managers(northvale, case, decide, acting):
    referral = case[0]
    (decision,) = decide(referral, **NO_ACTION)
    referral.refresh_from_db()
    assert (decision.state, referral.status) == ("second_signature", Status.DECIDING)
    assert not referral.ratings.filter(stage="final").exists()
    with acting_as(northvale.second_manager):
        actions.second_sign(referral, decisions=[decision.pk], by=northvale.second_manager, now=MONDAY + 4 * HOUR)
    decision.refresh_from_db()
    referral.refresh_from_db()
    assert (decision.state, referral.status) == ("signed", Status.DECIDED)
    assert [s["name"] for s in decision.frozen["signatures"]] == ["Morgan Manager", "Sandy Second"]
    assert is_unchanged(decision)
    assert len(lines("decision.second_signed")) == 1


def test_the_final_rating_is_whose_decision_it_is_and_says_of_whom(northvale, case, decide, as_person):
    (decision,) = decide(case[0], **NO_ACTION)
    with acting_as(northvale.second_manager):
        actions.second_sign(case[0], decisions=[decision.pk], by=northvale.second_manager, now=MONDAY + 4 * HOUR)
    with acting_as(northvale.manager):
        rating = case[0].ratings.get(stage="final")
    assert (rating.by, rating.subject_id) == (northvale.manager, decision.subject_id)
    page = " ".join(as_person(northvale.manager).get(f"/cases/{case[0].reference}/").text.split())
    assert f"Test Child: {decision.rationale}" in page
    assert "Decision signed by a second manager" in page


def test_the_duty_address_is_notified_of_each_pending_second_signature(northvale, case, decide, acting):
    referral = case[0]
    (decision,) = decide(referral, **NO_ACTION)
    with acting_as(northvale.second_manager):
        actions.send_back(
            referral, decisions=[decision.pk], reason="Say who was seen.", by=northvale.second_manager, now=MONDAY
        )
    with acting_as(northvale.manager):
        sign(referral, [decision], northvale.manager)
    with acting_as_system():
        messages = list(OutboxMessage.objects.filter(template="second_signature"))
    assert [(message.to, message.context) for message in messages] == [
        (northvale.hub.duty_email, {"reference": referral.reference})
    ] * 2
    assert len(lines("duty.told")) == 2


def test_nobody_is_notified_of_a_decision_that_needs_one_signature(case, decide, acting):
    decide(case[0])
    with acting_as_system():
        assert not OutboxMessage.objects.filter(template="second_signature").exists()


def test_nobody_signs_twice(case, decide, acting):
    (decision,) = decide(case[0], **NO_ACTION)
    with pytest.raises(RuleViolation, match="Another manager"):
        actions.second_sign(case[0], decisions=[decision.pk], by=acting)
    with pytest.raises(IntegrityError, match="second_signature_is_another_person"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(second_signed_by=acting)


def test_a_record_altered_between_the_signatures_is_not_signed(northvale, case, decide, acting):
    (decision,) = decide(case[0], **NO_ACTION)
    decision.frozen["decision"]["rationale"] = "Quite another reason."
    Decision.objects.filter(pk=decision.pk).update(frozen=decision.frozen)
    with acting_as(northvale.second_manager), pytest.raises(RuleViolation, match="not as it was signed"):
        actions.second_sign(case[0], decisions=[decision.pk], by=northvale.second_manager)


def test_the_second_manager_may_send_it_back(northvale, case, decide, acting):
    (decision,) = decide(case[0], **NO_ACTION)
    with acting_as(northvale.second_manager):
        actions.send_back(
            case[0], decisions=[decision.pk], reason="The history was missed.", by=northvale.second_manager
        )
    decision.refresh_from_db()
    assert (decision.state, decision.signed_by, decision.frozen) == ("draft", None, None)
    assert "The history was missed." in case[0].notes.get().text


def test_the_third_referral_in_a_year_takes_two_managers_to_end(northvale, acting):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    for _ in range(2):
        build_referral(northvale, people=[child(nhs_number="9990000018")], now=MONDAY - 200 * HOUR)
    referral = triaged(northvale, people=[child(nhs_number="9990000018")])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**NO_ACTION)), acting)
    assert decision.state == "second_signature"
    assert decision.frozen["second_signature"] == "This is referral number 3 about this person in 12 months."


ADVICE = {"outcome": "advice", "threshold": "1", "final_rating": "green"}
UNBORN = {"kind": "unborn", "is_subject": True, "last_name": "Test", "expected_on": date(2026, 9, 1)}


@pytest.mark.parametrize("ending", [NO_ACTION, ADVICE], ids=["no action", "advice"])
@pytest.mark.parametrize(
    ("person", "because"),
    [
        (UNBORN, "It ends the hub’s work on an unborn child."),
        (child(date_of_birth=timezone.localdate() - timedelta(days=300)), "on a child under one."),
        (child(date_of_birth=None, estimated_age=0), "on a child under one."),
    ],
    ids=["unborn", "under one", "about nought"],
)
def test_ending_the_work_on_the_youngest_takes_two_managers(northvale, acting, person, ending, because):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    referral = triaged(northvale, people=[person])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**ending)), acting)
    assert decision.state == "second_signature"
    assert because in decision.frozen["second_signature"]


def test_a_repeat_that_ends_with_advice_takes_two_managers_even_without_a_number(northvale, acting):
    for _ in range(2):
        build_referral(northvale, people=[child(nhs_number="")], now=MONDAY - 200 * HOUR)
    referral = triaged(northvale, people=[child(nhs_number="")])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**ADVICE)), acting)
    assert decision.frozen["second_signature"] == "This is referral number 3 about this person in 12 months."


def hidden_twice(world, **person):
    """Build two earlier cases that nobody but the second manager may see."""
    for _ in range(2):
        hidden = build_referral(world, people=[child(**person)], now=MONDAY - 200 * HOUR)
        with acting_as(world.second_manager):
            restrict(hidden, reason="high_risk", by=world.second_manager)


PLAIN_WORDS = "The hub asks for a second signature on “No further action”."
NOT_KNOWN = {"nhs_number": "", "date_of_birth": None}
BY = {
    "NHS number": ({"nhs_number": "9990000018", "last_name": "Other"}, {"nhs_number": "9990000018"}),
    "UPN": ({"upn": "A801200001001", "last_name": "Other"}, {"upn": "A801200001001"}),
    "name and birth": ({"last_name": "CHILD", "nhs_number": ""}, {"nhs_number": ""}),
    "name and age told": ({**NOT_KNOWN, "estimated_age": 7}, {**NOT_KNOWN, "estimated_age": 7}),
    "birth, and age told": ({**NOT_KNOWN, "estimated_age": 7}, {"date_of_birth": date(2019, 3, 1), "nhs_number": ""}),
}


@pytest.mark.parametrize("mark", BY)
def test_a_repeat_counts_cases_that_the_signer_may_not_see_and_says_nothing_of_them(northvale, acting, mark):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    before, now = BY[mark]
    hidden_twice(northvale, **before)
    referral = triaged(northvale, people=[child(**now)])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**NO_ACTION)), acting)
    assert (decision.state, decision.frozen["second_signature"]) == ("second_signature", PLAIN_WORDS)


@pytest.mark.parametrize(
    "before",
    [
        {"first_name": "Somebody", "last_name": "Other", "nhs_number": "9990000026"},
        {**NOT_KNOWN, "estimated_age": 12},
        {**NOT_KNOWN, "estimated_age": None},
    ],
    ids=["another", "five years older", "no age"],
)
def test_hidden_cases_about_others_are_no_repeat(northvale, acting, before):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    hidden_twice(northvale, **before)
    referral = triaged(northvale, people=[child(**NOT_KNOWN, estimated_age=7)])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**NO_ACTION)), acting)
    assert decision.state == "signed"


def test_whether_it_is_a_repeat_is_told_to_those_who_work_on_the_case(northvale, southmere, acting):
    hidden_twice(northvale, nhs_number="9990000018")
    referral = triaged(northvale, people=[child(nhs_number="9990000018")])
    person = referral.people.get()
    assert is_repeat(person) is True
    for outsider in (southmere.manager, northvale.police, northvale.governance):
        with acting_as(outsider):
            assert is_repeat(person) is False


def test_an_unborn_child_of_the_same_parent_is_the_same(northvale, acting):
    parent = adult(first_name="Nadia", is_subject=False, relationship="parent_of_unborn", nhs_number="9990000034")
    expected = {**UNBORN, "expected_on": date(2026, 5, 28)}
    for _ in range(2):
        build_referral(northvale, people=[expected, parent], now=MONDAY - 200 * HOUR)
    born = child(first_name="Baby", date_of_birth=date(2026, 5, 26), nhs_number="")
    referral = triaged(northvale, people=[born, {**parent, "relationship": "parent"}])
    assert is_repeat(referral.people.get(first_name="Baby"))
    again = triaged(northvale, people=[expected, parent])
    assert is_repeat(again.people.get(kind="unborn"))
    elder = triaged(
        northvale, people=[child(first_name="Elder", date_of_birth=date(2016, 5, 1), nhs_number=""), parent]
    )
    assert not is_repeat(elder.people.get(first_name="Elder"))


def test_a_hub_may_do_without_the_second_look(northvale, acting):
    northvale.hub.second_signature_outcomes, northvale.hub.second_look = [], False
    northvale.hub.save()
    referral = triaged(northvale, people=[UNBORN])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**ADVICE)), acting)
    assert decision.state == "signed"


def test_a_first_referral_ends_with_one_signature_where_the_hub_asks_for_no_more(northvale, acting):
    northvale.hub.second_signature_outcomes = []
    northvale.hub.save()
    referral = triaged(northvale, people=[child(nhs_number="9990000018")])
    (decision,) = sign(referral, draft(referral, acting, child_decision(**NO_ACTION)), acting)
    assert decision.state == "signed"


# A case that becomes red by its decision ------------------------------------------------------------------------------


def told_of_red() -> int:
    with acting_as_system():
        return OutboxMessage.objects.filter(template="red_rating", to="duty@northvale.example").count()


def test_the_duty_team_is_notified_at_once_of_a_case_that_a_decision_makes_red(northvale, acting):
    referral = triaged(northvale, people=[child(), child(first_name="Other")])
    first, second = draft(referral, acting, child_decision(final_rating="red"))
    sign(referral, [first], acting)
    referral.refresh_from_db()
    assert (referral.status, referral.rating, told_of_red()) == (Status.DECIDING, "red", 1)
    assert len(lines("duty.told")) == 1
    sign(referral, [second], acting)
    assert told_of_red() == 1


def test_nobody_is_notified_again_of_a_case_that_was_red_before(northvale, acting):
    referral = triaged(northvale, level="red")
    assert told_of_red() == 1
    sign(referral, draft(referral, acting, child_decision(final_rating="red")), acting)
    assert told_of_red() == 1


# Corrections ----------------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_version_that_replaces_the_old_when_signed(case, decide, acting):
    referral = case[0]
    (old,) = decide(referral)
    (new,) = actions.correct(referral, subjects=subjects_of(referral), reason="Wrong level.", by=acting)
    referral.refresh_from_db()
    old.refresh_from_db()
    assert (referral.status, old.state, new.state, new.version) == (Status.DECIDING, "signed", "draft", 2)
    assert referral.due_measure == "final_decision"
    actions.amend(new, facts=child_decision(threshold="4"), by=acting)
    sign(referral, [new], acting)
    old.refresh_from_db()
    new.refresh_from_db()
    referral.refresh_from_db()
    assert (old.state, new.state, referral.status) == ("corrected", "signed", Status.DECIDED)
    assert new.frozen["decision"]["correction_reason"] == "Wrong level."
    assert is_unchanged(old)


def test_a_draft_is_changed_not_corrected(case, decide, acting):
    decide(case[0], signed=False)
    with pytest.raises(RuleViolation, match="change the draft"):
        actions.correct(case[0], subjects=subjects_of(case[0]), reason="Wrong.", by=acting)


# Who comes second -----------------------------------------------------------------------------------------------------


def test_two_managers_who_sign_at_once(northvale, case, decide, acting):
    drafted = decide(case[0], signed=False)
    case[0].refresh_from_db()
    seen = case[0].version
    sign(case[0], drafted, acting, seen=seen)
    with acting_as(northvale.second_manager):
        with pytest.raises(StalePage, match="Morgan Manager"):
            sign(case[0], drafted, northvale.second_manager, seen=seen)
        with pytest.raises(RuleViolation, match="signed or changed since"):
            sign(case[0], drafted, northvale.second_manager)


def test_another_hubs_manager_reaches_no_decision(southmere, case, decide):
    (decision,) = decide(case[0])
    with acting_as(southmere.manager):
        assert not Decision.objects.exists()
        with pytest.raises(RuleViolation, match="no longer change"):
            actions.sign(case[0], decisions=[decision.pk], by=southmere.manager)


def test_the_lists_of_agencies_follow_who_was_asked(northvale, acting):
    referral, _ = build_asked_case(northvale, kinds=("education",))
    (decision,) = draft(referral, acting)
    assert [view.agency.kind for view in decision.views.all()] == ["education"]


def test_a_decided_case_carries_the_gravest_final_rating(northvale, case, decide):
    referral, _ = case
    decide(referral, final_rating="green")
    with acting_as(northvale.manager):
        referral.refresh_from_db()
    assert (referral.status, referral.rating) == ("decided", "green")


# Once for each --------------------------------------------------------------------------------------------------------


def test_signing_freezes_and_judges_each_draft_once(northvale, as_person, acting, monkeypatch):
    referral = triaged(northvale, people=[child(), child(first_name="Other")])
    drafts = draft(referral, northvale.manager, child_decision(**NO_ACTION))
    shown = shown_of(records.records_of(referral, drafts, reader=acting, now=MONDAY + 2 * HOUR))
    calls = Counter()
    for name in ("freeze", "why_second_signature"):
        monkeypatch.setattr(records, name, partial(_counted, calls, name, getattr(records, name)))
    sign(referral, drafts, northvale.manager, shown=shown)
    assert calls == {"freeze": 2, "why_second_signature": 2}


def _counted(calls: Counter, name: str, function, *arguments):
    calls[name] += 1
    return function(*arguments)
