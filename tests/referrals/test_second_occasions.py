"""Each rule holds on its second occasion too: a second basis, round, version or signer, after an end or a way back."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.access.granting import GrantKind
from referrals.casefile import actions as casefile
from referrals.codes import Status
from referrals.decisions import actions as deciding
from referrals.decisions import closing, products
from referrals.governance import actions as governing
from referrals.information_requests.asking.actions import MayNotAsk
from referrals.models import (
    Bar,
    Decision,
    InformationRequest,
    Item,
    Referral,
    ReferralGroupGrant,
    ReferralUserGrant,
)
from referrals.models.grants import UNTIL_WITHDRAWN
from referrals.triage import actions as triaging
from referrals.triage import allocation, pausing, returning
from referrals.triage.lawful_basis import authorise
from referrals.workflow import MoveNotAllowed
from tests.builders import build_referral, send_away
from tests.builders_requests import NOT_TOLD, build_asked, build_basis, build_ready, give_answer, new_item, send
from tests.database import as_role
from tests.referrals.decisions.stories import child_decision, subjects_of
from tests.referrals.evidence.stories import by

NO_ACTION = {"outcome": "no_further_action", "outcome_reason": "no_concern", "threshold": "1", "final_rating": "green"}


def fresh(world, row):
    return by(world.manager, lambda by: type(row).objects.get(pk=row.pk))


def drafted(world, referral, *, cited=(), **facts) -> list[Decision]:
    def draft(by):
        answers = {"facts": child_decision(**facts), "cited": cited}
        return deciding.draft(referral, subjects=subjects_of(referral), **answers, by=by)

    return by(world.manager, draft)


def corrected(world, referral, reason: str) -> list[Decision]:
    def correct(by):
        return deciding.correct(referral, subjects=subjects_of(referral), reason=reason, by=by)

    return by(world.manager, correct)


def decided(world, referral, **facts) -> list[Decision]:
    drafts = drafted(world, referral, **facts)
    return by(world.manager, deciding.sign, fresh(world, referral), decisions=[row.pk for row in drafts])


def may_see(person, referral) -> bool:
    return by(person, lambda by: Referral.objects.filter(pk=referral.pk).exists())


# Lawful basis ---------------------------------------------------------------------------------------------------------


def test_a_second_basis_counts_not_the_first(northvale):
    referral = build_ready(northvale, level="amber")
    send(northvale, referral, "police")
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    with pytest.raises(MayNotAsk, match="must authorise"):
        send(northvale, referral, "health")
    by(northvale.manager, authorise, referral, authorising_reason="The visit comes first.")
    assert send(northvale, referral, "health")
    build_basis(northvale, referral, by=northvale.social_worker, **NOT_TOLD)
    with pytest.raises(MayNotAsk, match="must authorise"):
        send(northvale, referral, "education")


def test_each_request_stands_on_the_basis_of_its_own_time(northvale):
    referral = build_ready(northvale)
    [first] = send(northvale, referral, "police")
    build_basis(northvale, referral, agreement="given")
    [second] = send(northvale, referral, "health")
    bases = by(northvale.manager, lambda by: list(referral.lawful_bases.all()))
    assert [request.lawful_basis for request in (first, second)] == bases


# Access ---------------------------------------------------------------------------------------------------------------


def log_of_grants() -> list[tuple]:
    with as_role("mash_owner"):
        return [
            (line.detail["kind"], line.detail.get("to") or f"hub {line.detail['to_hub']}", line.detail["until"])
            for line in Event.objects.filter(code="grant.given").order_by("at", "pk")
        ]


def test_what_the_log_says_of_a_grant_is_what_was_granted(northvale, southmere):
    referral = build_ready(northvale)
    until = timezone.now() + timedelta(days=30)
    visit = {"person": northvale.screener, "why": "Duty rota", "until": until}
    by(northvale.manager, casefile.grant_access, referral, **visit)
    by(northvale.manager, casefile.grant_access, referral, person=northvale.second_manager, why="Cover")
    by(northvale.manager, allocation.allocate, fresh(northvale, referral), to=northvale.social_worker)
    by(northvale.manager, send_away, fresh(northvale, referral), to_hub=southmere.hub)
    with as_role("mash_owner"):
        people = ReferralUserGrant.objects.filter(content_object=referral).exclude(kind="")
        rows = {(grant.kind, grant.user_id): grant.expires_at for grant in people}
        [team] = ReferralGroupGrant.objects.filter(kind=GrantKind.TRANSFER)
    logged = log_of_grants()
    said_until = {(kind, to): datetime.fromisoformat(until) for kind, to, until in logged}
    assert {key: said_until[key] for key in rows} == rows
    assert rows[GrantKind.VISIT, northvale.screener.pk] == until
    assert rows[GrantKind.NAMED, northvale.second_manager.pk] == UNTIL_WITHDRAWN
    assert said_until[GrantKind.TRANSFER, f"hub {southmere.hub.pk}"] == team.expires_at
    assert timedelta(days=29) < team.expires_at - timezone.now() <= timedelta(days=30)


def test_access_given_a_second_time_ends_when_the_second_ends(northvale):
    referral = build_ready(northvale)
    by(northvale.manager, casefile.restrict, referral, reason="high_risk", people=[])
    first, second = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=2)
    for until in (first, second):
        by(northvale.manager, casefile.grant_access, referral, person=northvale.screener, why="Duty", until=until)
    assert may_see(northvale.screener, referral)
    with as_role("mash_owner"):
        in_force = ReferralUserGrant.objects.filter(user=northvale.screener, expires_at__gt=timezone.now())
        assert [grant.expires_at for grant in in_force] == [second]
        in_force.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not may_see(northvale.screener, referral)
    by(northvale.manager, casefile.grant_access, referral, person=northvale.screener, why="Duty", until=second)
    assert may_see(northvale.screener, referral)
    by(northvale.manager, casefile.withdraw_access, referral, person=northvale.screener.pk)
    assert not may_see(northvale.screener, referral)


def test_who_was_named_the_first_time_is_not_named_the_second(northvale):
    referral = build_ready(northvale)
    by(northvale.manager, casefile.restrict, referral, reason="high_risk", people=[northvale.screener])
    assert may_see(northvale.screener, referral)
    by(northvale.manager, casefile.unrestrict, fresh(northvale, referral), why="Over")
    by(northvale.manager, casefile.restrict, fresh(northvale, referral), reason="high_risk", people=[])
    assert not may_see(northvale.screener, referral)
    assert not may_see(northvale.social_worker, referral)


def test_a_bar_given_again_after_its_end_holds_again(northvale):
    referral = build_referral(northvale)
    worker = northvale.social_worker
    conflict = {"person": worker, "because": codes.BarReason.RELATED, "why": "An aunt"}
    by(northvale.manager, casefile.suggest_bar, referral, **conflict)
    with as_role("mash_owner"):
        [ended] = Bar.objects.all()
    by(northvale.governance, governing.end_bar, ended, why="A mistake")
    assert may_see(worker, referral)
    by(northvale.manager, casefile.suggest_bar, referral, **conflict)
    assert not may_see(worker, referral)
    with pytest.raises(RuleViolation, match="kept from this record"):
        by(northvale.manager, casefile.grant_access, referral, person=worker, why="Cover")


def test_a_bar_outlasts_a_grant_given_before_it(northvale):
    referral = build_referral(northvale)
    by(northvale.manager, casefile.grant_access, referral, person=northvale.screener, why="Cover")
    conflict = {"person": northvale.screener, "because": codes.BarReason.RELATED, "why": "An aunt"}
    by(northvale.manager, casefile.suggest_bar, referral, **conflict)
    assert not may_see(northvale.screener, referral)


# Rounds of asking -----------------------------------------------------------------------------------------------------


def test_a_second_round_to_the_same_agency_is_a_request_of_its_own(northvale):
    [first] = build_asked(northvale, "police")
    give_answer(northvale.police, first)
    [second] = send(northvale, first.referral, "police")
    assert second.pk != first.pk
    assert by(northvale.police, lambda by: InformationRequest.objects.get(pk=second.pk).closed_at) is None
    give_answer(northvale.police, second, outcome="nothing_known")
    closed = by(northvale.police, lambda by: set(InformationRequest.objects.values_list("closed_at", flat=True)))
    assert None not in closed


def test_an_item_withdrawn_once_cannot_be_withdrawn_corrected_or_cited_again(northvale):
    [request] = build_asked(northvale, "police")
    give_answer(northvale.police, request, outcome="partial", reason="More to come", items=[new_item(), new_item()])
    give_answer(northvale.police, request, outcome="partial", reason="A mistake", items=[], withdraw=[1], seen=1)
    with pytest.raises(RuleViolation, match="no longer stands"):
        give_answer(northvale.police, request, items=[new_item(replaces=1)], seen=2)
    with as_role("mash_owner"):
        withdrawn, standing = Item.objects.order_by("position")
    referral = request.referral
    with pytest.raises(RuleViolation):
        drafted(northvale, referral, cited=[withdrawn.pk])
    assert drafted(northvale, referral, cited=[standing.pk])


def test_an_item_withdrawn_between_the_draft_and_the_signature_stops_the_signature(northvale):
    [request] = build_asked(northvale, "police")
    give_answer(northvale.police, request, outcome="partial", reason="More to come", items=[new_item(), new_item()])
    with as_role("mash_owner"):
        first, _ = Item.objects.order_by("position")
    referral = request.referral
    [draft] = drafted(northvale, referral, cited=[first.pk])
    give_answer(northvale.police, request, outcome="partial", reason="A mistake", items=[], withdraw=[1], seen=1)
    with pytest.raises(RuleViolation):
        by(northvale.manager, deciding.sign, fresh(northvale, referral), decisions=[draft.pk])


# Versions and signatures ----------------------------------------------------------------------------------------------


def test_a_second_version_that_ends_a_case_takes_two_managers_again(northvale):
    referral = build_ready(northvale)
    [waiting] = decided(northvale, referral, **NO_ACTION)
    by(northvale.second_manager, deciding.second_sign, fresh(northvale, referral), decisions=[waiting.pk])
    [again] = corrected(northvale, referral, "A name was wrong.")
    by(northvale.manager, deciding.sign, fresh(northvale, referral), decisions=[again.pk])
    assert fresh(northvale, again).state == Decision.State.SECOND_SIGNATURE
    with pytest.raises(RuleViolation, match="Another manager"):
        by(northvale.manager, deciding.second_sign, fresh(northvale, referral), decisions=[again.pk])


def test_after_being_sent_back_the_next_first_signer_is_who_may_not_sign_second(northvale):
    referral = build_ready(northvale)
    [waiting] = decided(northvale, referral, **NO_ACTION)
    by(
        northvale.second_manager,
        deciding.send_back,
        fresh(northvale, referral),
        decisions=[waiting.pk],
        reason="Who saw?",
    )
    by(northvale.second_manager, deciding.sign, fresh(northvale, referral), decisions=[waiting.pk])
    with pytest.raises(RuleViolation, match="Another manager"):
        by(northvale.second_manager, deciding.second_sign, fresh(northvale, referral), decisions=[waiting.pk])
    by(northvale.manager, deciding.second_sign, fresh(northvale, referral), decisions=[waiting.pk])
    assert fresh(northvale, waiting).state == Decision.State.SIGNED


def test_a_decision_is_signed_once_for_each_version(northvale):
    referral = build_ready(northvale)
    [signed] = decided(northvale, referral)
    with pytest.raises(RuleViolation, match="signed or changed since"):
        by(northvale.manager, deciding.sign, fresh(northvale, referral), decisions=[signed.pk])


# Telling, closing and coming back -------------------------------------------------------------------------------------


def close(world, referral, **facts):
    return by(world.manager, closing.close, fresh(world, referral), **facts)


def tell(world, referral):
    return by(
        world.manager, closing.send_feedback, fresh(world, referral), wording="assessment_for_professional", how="phone"
    )


def test_a_case_decided_a_second_time_is_told_a_second_time_before_it_closes(northvale):
    referral = build_ready(northvale)
    decided(northvale, referral)
    tell(northvale, referral)
    close(northvale, referral)
    by(northvale.manager, closing.reopen, fresh(northvale, referral), reason="News")
    [again] = corrected(northvale, referral, "News from school.")
    by(northvale.manager, deciding.sign, fresh(northvale, referral), decisions=[again.pk])
    with pytest.raises(RuleViolation, match="Tell the referrer"):
        close(northvale, referral)
    tell(northvale, referral)
    assert close(northvale, referral).status == Status.CLOSED


def test_nothing_is_asked_of_a_closed_case_nor_once_it_has_left_the_hub(northvale):
    for end in (
        lambda case: (decided(northvale, case), tell(northvale, case), close(northvale, case)),
        lambda case: by(northvale.manager, send_away, fresh(northvale, case)),
    ):
        case = build_ready(northvale)
        send(northvale, case, "police")
        end(case)
        with pytest.raises(MoveNotAllowed):
            send(northvale, fresh(northvale, case), "health")


def test_the_clock_of_the_first_decision_goes_on_however_often_a_case_is_received_again(northvale):
    referral = build_referral(northvale)
    back = {"reason": codes.ReturnReason.values[0], "words": "Say who the child is."}
    for round_number in (1, 2):
        by(northvale.manager, returning.return_referral, fresh(northvale, referral), **back)
        assert fresh(northvale, referral).due_measure == "return_review"
        by(northvale.manager, returning.receive_again, fresh(northvale, referral), reason="They have said it.")
        again = fresh(northvale, referral)
        assert again.next_due_at > timezone.now()
        clocks = by(northvale.manager, lambda by: list(referral.clocks.filter(measure="first_decision")))
        assert [clock.stopped_at for clock in clocks] == [None]
        assert len(clocks[0].pauses) == round_number


def test_a_pause_can_be_ended_and_begun_again_and_both_are_counted_out(northvale):
    referral = build_ready(northvale, level="amber")
    in_a_week = timezone.localdate() + timedelta(days=7)
    asking = {"what": ["final_decision"], "reason": "court", "why": "A hearing", "review_on": in_a_week}
    before = fresh(northvale, referral).next_due_at
    for _ in range(2):
        [pause] = by(northvale.manager, pausing.pause_clocks, fresh(northvale, referral), **asking)
        with pytest.raises(RuleViolation):
            by(northvale.manager, pausing.pause_clocks, fresh(northvale, referral), **asking)
        by(northvale.manager, pausing.resume_clocks, fresh(northvale, referral), pauses=[str(pause.pk)])
        with pytest.raises(RuleViolation):
            by(northvale.manager, pausing.resume_clocks, fresh(northvale, referral), pauses=[str(pause.pk)])
    assert fresh(northvale, referral).next_due_at >= before


def test_a_page_opened_before_the_second_change_is_stale_too(northvale):
    referral = build_ready(northvale)
    for reason in ("First", "Second"):
        seen = fresh(northvale, referral).version
        level = "amber" if reason == "First" else "green"
        by(northvale.manager, triaging.rate, fresh(northvale, referral), level=level, reason=reason)
        with pytest.raises(StalePage):
            by(northvale.manager, triaging.rate, fresh(northvale, referral), level="red", reason="Late", seen=seen)


# Products -------------------------------------------------------------------------------------------------------------


def test_a_second_product_has_its_own_number_and_leaves_out_what_was_withdrawn_since(northvale):
    [request] = build_asked(northvale, "police")
    items = [new_item(release=["partners"]), new_item(release=["partners"])]
    give_answer(northvale.police, request, outcome="partial", reason="More to come", items=items)
    referral = request.referral
    decided(northvale, referral)
    with as_role("mash_owner"):
        both = [item.pk for item in Item.objects.order_by("position")]
    send_it = {
        "audience": "partners",
        "agencies": [northvale.agencies["health"]],
        "subjects": [person.pk for person in by(northvale.manager, lambda by: subjects_of(referral))],
        "about": {str(key): "1" for key in both},
        "summary": "As decided.",
    }
    first = by(northvale.manager, products.release, fresh(northvale, referral), items=both, **send_it)
    give_answer(northvale.police, request, outcome="partial", reason="A mistake", items=[], withdraw=[1], seen=1)
    with pytest.raises(RuleViolation):
        by(northvale.manager, products.release, fresh(northvale, referral), items=both, **send_it)
    second = by(northvale.manager, products.release, fresh(northvale, referral), items=both[1:], **send_it)
    assert (first.number, second.number) == (1, 2)
