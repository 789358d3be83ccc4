"""A decision for each subject: what it must hold, who signs it, and that it never changes."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mash.identity import acting_as
from mash.refusals import RuleViolation
from referrals import codes
from referrals.codes import Status
from referrals.decisions import actions
from referrals.decisions.freezing import digest_of, is_unchanged
from referrals.decisions.records import records_of
from referrals.information_requests.answering.actions import change_handling
from referrals.models import Decision, Item
from referrals.triage.ways import Way
from referrals.workflow import MoveNotAllowed
from tests.builders import adult, build_referral, child
from tests.referrals.decisions.browsing import lines
from tests.referrals.decisions.stories import (
    MONDAY,
    adult_decision,
    answered,
    child_decision,
    draft,
    fact,
    sign,
    triaged,
)


def refused(referral, by, facts, **more):
    with pytest.raises(RuleViolation) as caught:
        draft(referral, by, facts, **more)
    assert not Decision.objects.exists()
    return caught.value


def test_one_form_serves_two_children_with_a_decision_each(northvale, acting):
    referral = triaged(northvale, people=[child(), child(first_name="Other")])
    drafted = draft(referral, acting)
    referral.refresh_from_db()
    assert [(d.subject.position, d.version, d.state, d.stage) for d in drafted] == [
        (1, 1, "draft", "full"),
        (2, 1, "draft", "full"),
    ]
    assert referral.status == Status.DECIDING
    assert len(lines("decision.drafted")) == 2


def test_signing_the_last_one_decides_the_case_and_starts_the_feedback_clock(northvale, acting):
    referral = triaged(northvale, people=[child(), child(first_name="Other")])
    first, second = draft(referral, acting)
    sign(referral, [first], acting)
    referral.refresh_from_db()
    assert referral.status == Status.DECIDING
    sign(referral, [second], acting)
    referral.refresh_from_db()
    assert (referral.status, referral.due_measure) == (Status.DECIDED, "feedback")
    running = referral.clocks.filter(stopped_at=None).values_list("measure", flat=True)
    assert list(running) == ["feedback"]
    assert referral.ratings.filter(stage="final", level="amber").count() == 2
    assert referral.rating == "amber"
    assert len(lines("decision.signed")) == 2
    assert len(lines("referral.decided")) == 1


def test_a_signed_decision_cannot_be_changed_even_by_raw_sql(case, decide, acting):
    (decision,) = decide(case[0])
    for change in ["rationale = 'else'", "frozen = '{}'", "digest = 'x'", "state = 'draft'", "signed_at = now()"]:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(f"UPDATE referrals_decision SET {change}")  # noqa: S608 (our own words)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("DELETE FROM referrals_decision WHERE id = %s", [decision.pk])
    for child_row in ["referrals_decisionitem", "referrals_dissent"]:
        connection.cursor().execute(f"DELETE FROM {child_row}")  # noqa: S608 (our own words)
    decision.refresh_from_db()
    assert decision.views.count() == 2, "rows of a signed decision stay too"
    assert is_unchanged(decision)


def test_the_record_holds_what_was_read_who_disagreed_and_what_was_missing(northvale, case, acting):
    referral, requests = case
    items = [fact(occurred_on=MONDAY.date()), fact("Second visit.")]
    answered(requests["police"], by=northvale.police, items=items, rating="red", rating_reason="Third call this month.")
    cited = Item.objects.get(position=1)
    views = [
        {
            "agency": northvale.agencies["police"].pk,
            "agrees": "disagrees",
            "reason": "We would hold a strategy discussion.",
            "spoken_for_by": "The duty sergeant",
        }
    ]
    (decision,) = sign(referral, draft(referral, acting, cited=[cited.pk], views=views), acting)
    record = decision.frozen
    assert [item["words"] for item in record["items"]] == ["Officers found the house cold and no food."]
    assert [(v["agency"], v["agrees"], v["reason"]) for v in record["views"]] == [
        ("Northvale health", "not_asked", ""),
        ("Northvale police", "disagrees", "We would hold a strategy discussion."),
    ]
    assert [(r["by"], r["level"]) for r in record["ratings"]] == [
        ("Morgan Manager", "amber"),
        ("Northvale police", "red"),
    ]
    (missing,) = record["decided_without"]
    assert (missing["agency"], missing["words"]) == ("Northvale health", "No reply after 2 h")
    assert record["lawful_basis"]["gateway"].startswith("Children Act 2004, section 11")
    assert [s["name"] for s in record["signatures"]] == ["Morgan Manager"]
    decision.refresh_from_db()
    assert decision.digest == digest_of(decision.frozen), "the digest survives being stored"


def test_decided_knowing_that_something_was_withheld(northvale, case, acting):
    referral, requests = case
    answered(requests["police"], by=northvale.police, outcome="held_not_shared", reason="A live operation.")
    hidden = fact("", handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the named nurse")
    answered(requests["health"], by=northvale.health, items=[hidden])
    (decision,) = sign(referral, draft(referral, acting), acting)
    assert [(row["agency"], row["words"], row["reason"]) for row in decision.frozen["decided_without"]] == [
        (
            "Northvale police",
            "Information held but not shared",
            "It could harm a live investigation\nA live operation.",
        ),
        ("Northvale health", "Information held – ask the named nurse", ""),
    ]


def test_words_kept_for_the_decision_maker_are_proved_but_not_copied(northvale, case, acting):
    referral, requests = case
    secret = fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER)
    answered(requests["police"], by=northvale.police, items=[secret])
    (decision,) = sign(referral, draft(referral, acting, cited=[Item.objects.get().pk]), acting)
    (item,) = decision.frozen["items"]
    assert item["words"] is None
    assert len(item["fingerprint"]) == 64
    assert "informant" not in str(decision.frozen)


def test_nobody_cites_what_they_may_not_read(northvale, case):
    referral, requests = case
    secret = fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER)
    answered(requests["police"], by=northvale.police, items=[secret])
    worker = northvale.social_worker
    with acting_as(worker):
        key = Item.objects.get().pk
        assert refused(referral, worker, child_decision(), cited=[key]).field == "cited"


def test_an_item_withdrawn_since_the_draft_stops_the_signature(northvale, case, acting):
    referral, requests = case
    answered(requests["police"], by=northvale.police, items=[fact()])
    drafted = draft(referral, acting, cited=[Item.objects.get().pk])
    answered(requests["police"], by=northvale.police, items=[fact("It was another house.")], withdraw=[1], seen=1)
    with pytest.raises(RuleViolation, match="withdrawn by its owner"):
        sign(referral, drafted, acting)


def test_words_hidden_by_their_owner_since_the_draft_are_not_copied(northvale, case, acting):
    referral, requests = case
    answered(requests["police"], by=northvale.police, items=[fact()])
    item = Item.objects.get()
    drafted = draft(referral, acting, cited=[item.pk])
    with acting_as(northvale.police):
        change_handling(item, handling=codes.ItemHandling.EXISTENCE_ONLY, ask_whom="the inspector", by=northvale.police)
    (decision,) = sign(referral, drafted, acting)
    assert "Officers" not in str(decision.frozen)


def test_unreadable_items_are_not_shown_as_kept_for_the_decision_maker(northvale, case, acting):
    referral, requests = case
    items = [fact(), fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER)]
    answered(requests["police"], by=northvale.police, items=[*items, items[1]])
    cited = [item.pk for item in Item.objects.order_by("position")]
    (decision,) = sign(referral, draft(referral, acting, cited=cited), acting)
    with acting_as(northvale.police):
        for item in Item.objects.exclude(position=3):
            change_handling(item, handling="existence_only", ask_whom="the inspector", by=northvale.police)
    answered(requests["police"], by=northvale.police, items=[], withdraw=[3], seen=1)
    (record,) = records_of(referral, [decision], reader=acting, now=timezone.now())
    shown = {(item["words"], item["note"]) for item in record.items}
    gone = (
        "Its owner has since withdrawn this. The words were kept for the decision-maker, so no copy of them was made."
    )
    assert shown == {(None, "Information held. Its owner lets nobody read the words."), (None, gone)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": codes.Outcome.S42_ENQUIRY}, "outcome"),
        ({"outcome": "nonsense"}, "outcome"),
        ({"outcome": codes.Outcome.NO_FURTHER_ACTION}, "outcome_reason"),
        ({"rationale": " "}, "rationale"),
        ({"final_rating": ""}, "final_rating"),
        ({"threshold": ""}, "threshold"),
        ({"threshold": "s42_met"}, "threshold"),
    ],
)
def test_what_a_childs_decision_needs(case, acting, change, field):
    assert refused(case[0], acting, child_decision(**change)).field == field


def limbs(**answers):
    return {part: {"answer": answers.get(part, "met"), "reason": "Seen."} for part in codes.S42Limb.values}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"limbs": {}}, "needs"),
        ({"limbs": {**limbs(), "risk": {"answer": "met", "reason": ""}}}, "risk_reason"),
        ({"limbs": limbs(protect="not_yet_known")}, "outcome"),
        ({"threshold": "3"}, "threshold"),
        ({"threshold": "other_enquiry"}, "threshold"),
        ({"outcome": "care_act_assessment", "limbs": limbs(protect="not_met")}, "threshold"),
        ({"outcome": codes.Outcome.ADVICE}, "outcome"),
        ({"capacity": ""}, "capacity"),
        ({"capacity": codes.Capacity.DOUBTED}, "capacity_detail"),
        ({"wishes_asked": ""}, "wishes_asked"),
        ({"wishes": ""}, "wishes"),
    ],
)
def test_what_an_adults_decision_needs(northvale, acting, change, field):
    referral = triaged(northvale, people=[adult()])
    assert refused(referral, acting, adult_decision(**change)).field == field


def test_an_adult_is_decided_with_the_three_parts_of_the_test(northvale, acting):
    referral = triaged(northvale, people=[adult()])
    (decision,) = sign(referral, draft(referral, acting, adult_decision()), acting)
    assert [limb["answer"] for limb in decision.frozen["adult"]["limbs"]] == ["Met", "Met", "Met"]
    assert decision.frozen["adult"]["wishes"] == "Wants to stay at home."


def test_the_test_not_met_still_allows_another_enquiry(northvale, acting):
    referral = triaged(northvale, people=[adult()])
    facts = adult_decision(outcome=codes.Outcome.OTHER_ENQUIRY, threshold="other_enquiry", limbs=limbs(risk="not_met"))
    assert draft(referral, acting, facts)[0].limbs["risk"]["answer"] == "not_met"


def test_an_adults_draft_by_a_childs_level_is_changed_before_it_is_signed(northvale, acting):
    referral = triaged(northvale, people=[adult()])
    drafted = draft(referral, acting, adult_decision())
    Decision.objects.update(threshold="3")
    with pytest.raises(RuleViolation, match="does not fit this person"):
        sign(referral, drafted, acting)


def test_children_and_adults_are_decided_apart(northvale, acting):
    referral = triaged(northvale, people=[child(), adult()])
    assert "separately" in refused(referral, acting, child_decision()).words


def test_disagreement_has_its_reason(northvale, case, acting):
    views = [{"agency": northvale.agencies["police"].pk, "agrees": "disagrees", "reason": " "}]
    refusal = refused(case[0], acting, child_decision(), views=views)
    assert refusal.field == f"view_{northvale.agencies['police'].pk}_reason"


def test_a_second_draft_for_the_same_person_is_refused(case, acting):
    draft(case[0], acting)
    with pytest.raises(RuleViolation, match="already drafted"):
        draft(case[0], acting)


def test_a_case_is_triaged_before_it_is_decided(northvale, acting):
    with pytest.raises(MoveNotAllowed, match="Triage it"):
        draft(build_referral(northvale, now=MONDAY), acting)


def test_a_way_out_at_triage_is_decided_and_signed_like_any_other(northvale, acting):
    referral = triaged(northvale, way=Way.ADVICE)
    facts = child_decision(outcome=codes.Outcome.ADVICE, threshold="1", final_rating="blue")
    (decision,) = sign(referral, draft(referral, acting, facts), acting)
    referral.refresh_from_db()
    assert (decision.frozen["decision"]["stage"], referral.status) == ("At triage", Status.DECIDED)


def test_the_second_of_two_users_learns_that_a_decision_was_drafted(acting, case):
    referral, _ = case
    draft(referral, acting)
    referral.refresh_from_db()
    assert referral.changed_what == "drafted a decision"


def test_a_draft_is_changed_whole(northvale, case, acting):
    referral, requests = case
    answered(requests["police"], by=northvale.police, items=[fact(), fact("Another.")])
    first, second = Item.objects.order_by("position")
    (decision,) = draft(referral, acting, cited=[first.pk])
    actions.amend(decision, facts=child_decision(rationale="Better said."), cited=[second.pk], by=acting)
    decision.refresh_from_db()
    assert decision.rationale == "Better said."
    assert [c.item_id for c in decision.citations.all()] == [second.pk]
    assert decision.views.count() == 2


def test_what_a_colleague_may_not_read_stays_cited_when_they_change_the_draft(northvale, case, acting):
    referral, requests = case
    secret = fact("An informant says so.", handling=codes.ItemHandling.DECISION_MAKER)
    answered(requests["police"], by=northvale.police, items=[fact(), secret])
    open_to_all, for_decider = Item.objects.order_by("position")
    (decision,) = draft(referral, acting, cited=[open_to_all.pk, for_decider.pk])
    with acting_as(northvale.social_worker):
        actions.amend(decision, facts=child_decision(next_steps="Visit today."), by=northvale.social_worker)
    assert [cited.item_id for cited in decision.citations.all()] == [for_decider.pk]
    actions.amend(decision, facts=child_decision(), by=acting)
    assert not decision.citations.exists(), "a reader of the item may leave it out"


def test_a_cited_item_its_owner_corrected_since_says_so(northvale, case, acting):
    referral, requests = case
    answered(requests["police"], by=northvale.police, items=[fact()])
    (decision,) = sign(referral, draft(referral, acting, cited=[Item.objects.get().pk]), acting)
    answered(requests["police"], by=northvale.police, items=[fact("It was another house.", replaces=1)], seen=1)
    (record,) = records_of(referral, [decision], reader=acting, now=timezone.now())
    assert [item["note"] for item in record.items] == ["Its owner has since corrected this."]
