"""What happens once more: a second reminder, opening, worker, return, reopening, product, correction or review."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from audit.models import Event
from mash.identity import acting_as, acting_as_system
from mash.refusals import RuleViolation, StalePage
from referrals import codes
from referrals.access import break_glass
from referrals.access.items import readable_items
from referrals.casefile import actions as casefile
from referrals.casefile import asks
from referrals.casefile.emergency import open_in_emergency
from referrals.codes import Status
from referrals.decisions import actions as deciding
from referrals.decisions import closing, products
from referrals.drafts import case_drafts
from referrals.governance import actions as governing
from referrals.information_requests.answering.actions import change_handling
from referrals.information_requests.chasing import chase
from referrals.models import (
    Ask,
    BreakGlass,
    InformationRequest,
    Item,
    OutboxMessage,
    Product,
    ReferralGroupGrant,
    ReferralUserGrant,
    Restriction,
)
from referrals.triage import actions as triaging
from referrals.triage import allocation, pausing, returning
from referrals.workflow import MoveNotAllowed
from tests.builders import build_referral
from tests.builders_requests import build_asked, build_ready, build_triaged, give_answer, new_item
from tests.database import as_role
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.stories import child_decision, subjects_of
from tests.referrals.evidence.stories import by
from tests.referrals.test_second_occasions import close, corrected, decided, fresh, may_see, tell

DANGER = "The child is with him tonight and may be hurt."
MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)  # 9am in London: six working hours later an amber request is due
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def posted(template) -> list[OutboxMessage]:
    with as_role("mash_owner"):
        return list(OutboxMessage.objects.filter(template=template).order_by("created_at", "to"))


def times_logged(code) -> int:
    with as_role("mash_owner"):
        return Event.objects.filter(code=code).count()


def only(model, **where):
    with as_role("mash_owner"):
        return model.objects.get(**where)


# Reminders ------------------------------------------------------------------------------------------------------------


def chased(now) -> int:
    with acting_as_system():
        return chase(now)


def pause_the_request(world, request, *, begins, ends):
    case = fresh(world, request.referral)
    facts = {"what": [str(request.pk)], "reason": "awaiting_referrer", "why": "They ring back."}
    with acting_as(world.manager):
        facts["what"] = [thing.key for thing in pausing.pausable(case) if isinstance(thing.thing, InformationRequest)]
    review = (begins + DAY).date()
    [pause] = by(world.manager, pausing.pause_clocks, case, review_on=review, now=begins, **facts)
    by(world.manager, pausing.resume_clocks, fresh(world, case), pauses=[str(pause.pk)], now=ends)


def test_a_request_overdue_again_after_a_pause_is_reminded_of_again_as_the_log_says(northvale):
    [request] = build_asked(northvale, level="amber", now=MONDAY)
    assert chased(MONDAY + 7 * HOUR) == 1
    assert len(posted("chaser_after")) == 1
    pause_the_request(northvale, request, begins=MONDAY + 7 * HOUR, ends=MONDAY + 2 * DAY)
    chased(MONDAY + 2 * DAY + 2 * HOUR)
    assert len(posted("chaser_after")) == len(posted("overdue_at_hub")) == times_logged("request.chased") == 2


def test_after_a_pause_a_request_is_reminded_of_before_its_new_target_too(northvale):
    [request] = build_asked(northvale, level="amber", now=MONDAY)
    assert chased(MONDAY + 5 * HOUR) == 1
    pause_the_request(northvale, request, begins=MONDAY + 5 * HOUR, ends=MONDAY + 2 * DAY)
    assert chased(MONDAY + 2 * DAY + 5 * timedelta(minutes=1)) == 1
    assert chased(MONDAY + 2 * DAY + 10 * timedelta(minutes=1)) == 0
    assert len(posted("chaser_before")) == times_logged("request.chased") == 2
    assert {message.context["due"] for message in posted("chaser_before")} == {
        "2026-06-01T14:00:00+00:00",
        "2026-06-03T09:00:00+00:00",
    }


# Access ---------------------------------------------------------------------------------------------------------------


def test_a_second_emergency_opening_is_a_row_a_mail_and_a_review_of_its_own(northvale):
    hidden, _ = build_hidden(northvale)
    worker = northvale.social_worker
    by(worker, open_in_emergency, hidden.reference, why=DANGER)
    first = only(BreakGlass)
    expire(first)
    assert not may_see(worker, hidden)
    by(worker, open_in_emergency, hidden.reference, why="He has come back to the house again.")
    assert may_see(worker, hidden)
    second = only(BreakGlass, reason__startswith="He has")
    assert second.until > timezone.now() > first.at
    assert len(posted("break_glass_to_review")) == 2
    officer = northvale.governance
    by(officer, governing.review_emergency, first, finding="justified", note="Rightly so.")
    with pytest.raises(RuleViolation, match="still running"):
        by(officer, governing.review_emergency, second, finding="justified", note="Rightly so.")
    by(officer, governing.end_emergency, fresh_for(officer, second))
    assert not may_see(worker, hidden)
    by(officer, governing.review_emergency, second, finding="not_justified", note="Not this time.")
    assert [only(BreakGlass, pk=row.pk).finding for row in (first, second)] == ["justified", "not_justified"]


def fresh_for(person, row):
    return by(person, lambda by: type(row).objects.get(pk=row.pk))


def expire(opening):
    """Let an opening and its grant be past, as after its minutes."""
    before = timezone.now() - timedelta(seconds=1)
    with as_role("mash_owner"):
        BreakGlass.objects.filter(pk=opening.pk).update(until=before)
        ReferralUserGrant.objects.filter(kind="break_glass").update(expires_at=before)


def test_the_first_worker_loses_a_restricted_case_when_a_second_is_given_it(northvale):
    case = build_referral(northvale)
    by(northvale.manager, allocation.allocate, case, to=northvale.social_worker)
    by(northvale.manager, allocation.allocate, fresh(northvale, case), to=northvale.screener)
    by(northvale.manager, casefile.restrict, fresh(northvale, case), reason="high_risk", people=[])
    assert may_see(northvale.screener, case)
    assert not may_see(northvale.social_worker, case)


def test_a_second_ask_after_a_refusal_has_an_answer_of_its_own(northvale):
    hidden, seen = build_hidden(northvale)
    asker = northvale.screener
    for number, until in enumerate([None, timezone.now() + HOUR], start=1):
        with acting_as(asker):
            [card] = break_glass.existence_cards(seen)
        by(asker, asks.put_ask, seen, card=card.card, why=f"Time {number}")
        ask = only(Ask, why=f"Time {number}")
        by(northvale.manager, asks.answer_ask, hidden, ask=ask.pk, until=until, words="My answer")
        assert may_see(asker, hidden) == bool(until)
    assert len(posted("ask_answered")) == 2


def test_a_case_handed_over_is_handed_over_once_and_seen_no_longer_than_thirty_days(northvale, southmere):
    case = build_ready(northvale)
    confirmed = {"confirmed_by": "Pat Duty", "confirmed_on": timezone.localdate(), "confirmed_how": "phone"}
    facts = {"area": "Southmere", "why": "Moved", "to_hub": southmere.hub}
    by(northvale.manager, returning.forward, fresh(northvale, case), **facts)
    by(northvale.manager, returning.transfer, fresh(northvale, case), **confirmed)
    assert may_see(southmere.manager, case)
    with pytest.raises(RuleViolation):
        by(northvale.manager, returning.transfer, fresh(northvale, case), **confirmed)
    with as_role("mash_owner"):
        ReferralGroupGrant.objects.filter(kind="transfer").update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not may_see(southmere.manager, case)
    with pytest.raises(RuleViolation, match="no longer change this case"):
        by(southmere.manager, returning.transfer, case, **confirmed)


def test_a_second_review_of_a_restriction_is_the_first_officers_only_with_both_seen(northvale):
    build_hidden(northvale)
    restriction = only(Restriction)
    day = timezone.localdate() + timedelta(days=30)
    review = {"keep": True, "review_on": day, "note": "Needed."}
    by(northvale.governance, governing.review_restriction, restriction, seen=0, **review)
    with pytest.raises(StalePage):
        by(northvale.governance, governing.review_restriction, restriction, seen=0, **review)
    later = {"keep": False, "review_on": day + DAY, "note": "Not needed."}
    by(northvale.governance, governing.review_restriction, restriction, seen=1, **later)
    assert only(Restriction).review_on == day + DAY
    assert [message.to for message in posted("restriction_to_lift")] == [northvale.manager.email]
    by(northvale.governance, governing.review_restriction, restriction, seen=2, **later)
    assert len(posted("restriction_to_lift")) == 2


# Ratings and the way through ------------------------------------------------------------------------------------------


def test_every_red_rating_is_told_to_the_duty_team(northvale):
    case = build_triaged(northvale, level="red")
    for level in ("amber", "red", "green", "red"):
        by(northvale.manager, triaging.rate, fresh(northvale, case), level=level, reason="As of now.")
    assert len(posted("red_rating")) == times_logged("duty.told") == 3


def test_each_return_is_told_to_the_referrer_and_triage_begins_anew(northvale):
    case = build_referral(northvale)
    back = {"reason": codes.ReturnReason.values[0], "words": "Say who the child is."}
    for number in (1, 2):
        by(northvale.manager, returning.return_referral, fresh(northvale, case), **back)
        assert len(posted("returned")) == number
        by(northvale.manager, returning.receive_again, fresh(northvale, case), reason="They have said it.")
    words = {"level": "amber", "reason": "Hungry.", "way": "partners"}
    by(northvale.manager, triaging.triage, fresh(northvale, case), **words)
    assert fresh(northvale, case).status == Status.TRIAGED


def test_an_exit_recommended_before_a_return_does_not_decide_after_it(northvale):
    case = build_referral(northvale)
    by(northvale.social_worker, triaging.recommend, case, level="green", way="advice", reason="No more is needed.")
    back = {"reason": codes.ReturnReason.values[0], "words": "Say who the child is."}
    by(northvale.manager, returning.return_referral, fresh(northvale, case), **back)
    by(northvale.manager, returning.receive_again, fresh(northvale, case), reason="They have said it.")
    with pytest.raises(MoveNotAllowed, match="has not been triaged"):
        decided(northvale, case)


def test_a_case_is_reopened_a_second_time_with_a_clock_and_a_reason_of_its_own(northvale):
    case = build_ready(northvale)
    decided(northvale, case)
    tell(northvale, case)
    close(northvale, case)
    for reason in ("First news", "Second news"):
        by(northvale.manager, closing.reopen, fresh(northvale, case), reason=reason)
        with pytest.raises(MoveNotAllowed):
            by(northvale.manager, closing.reopen, fresh(northvale, case), reason="Again")
        with pytest.raises(RuleViolation, match="why nothing is changed"):
            close(northvale, case)
        close(northvale, case, reason=f"{reason} changes nothing")
    with acting_as(northvale.manager):
        moves = [move.reason for move in case.moves.filter(name="reopen")]
        finals = list(case.clocks.filter(measure="final_decision").values_list("replaced", flat=True))
    assert moves == ["First news", "Second news"]
    assert finals == [False, True, True]  # the first counts; those of reopenings that changed nothing do not
    assert fresh(northvale, case).next_due_at is None


def test_the_second_feedback_is_a_second_mail_in_the_words_chosen_then(northvale):
    case = build_ready(northvale)
    wordings = []
    for number in (1, 2):
        if number == 2:
            [again] = corrected(northvale, case, "News from school.")
            by(northvale.manager, deciding.sign, fresh(northvale, case), decisions=[again.pk])
        else:
            decided(northvale, case)
        with acting_as(northvale.manager):
            wordings.append(closing.wordings_for(fresh(northvale, case))[0].key)
        facts = {"wording": wordings[-1], "how": "email"}
        by(northvale.manager, closing.send_feedback, fresh(northvale, case), **facts)
        with pytest.raises(RuleViolation, match="already recorded"):
            by(northvale.manager, closing.send_feedback, fresh(northvale, case), **facts)
    assert [message.context["wording"] for message in posted("feedback")] == wordings


def test_what_is_typed_after_a_draft_was_sent_is_a_draft_of_its_own(northvale):
    case, facts = build_referral(northvale), {"page": "note"}
    for words in ("First", "Second"):
        by(northvale.manager, case_drafts.keep, case, data=QueryDict(f"text={words}"), **facts)
        with acting_as(northvale.manager):
            draft = case_drafts.draft_of(case, by=northvale.manager, **facts)
            assert "Second" in str(draft.typed) or words == "First"
            case_drafts.forget(case, by=northvale.manager, **facts)
            assert case_drafts.pages_begun(case, by=northvale.manager) == set()


# Answers and products -------------------------------------------------------------------------------------------------


def test_an_item_corrected_twice_stands_once_in_its_newest_words(northvale):
    [request] = build_asked(northvale, "police")
    give_answer(northvale.police, request, items=[new_item(text="Called on the 1st.")])
    give_answer(northvale.police, request, items=[new_item(text="Called on the 2nd.", replaces=1)], seen=1)
    give_answer(northvale.police, request, items=[new_item(text="Called on the 3rd.", replaces=2)], seen=2)
    with pytest.raises(RuleViolation, match="no longer stands"):
        give_answer(northvale.police, request, items=[new_item(replaces=1)], seen=3)
    with acting_as(northvale.manager):
        standing = readable_items(northvale.manager, fresh(northvale, request.referral))
        assert [item.words for item in standing if item.withdrawn_at is None] == ["Called on the 3rd."]


def test_a_mark_narrowed_opened_and_narrowed_again_holds_for_what_was_corrected(northvale):
    [request] = build_asked(northvale, "police")
    give_answer(northvale.police, request, items=[new_item(text="First words.")])
    give_answer(northvale.police, request, items=[new_item(text="Second words.", replaces=1)], seen=1)
    newest = only(Item, position=2)
    for handling in ("decision_maker", "hub_team", "decision_maker"):
        by(northvale.police, change_handling, newest, handling=handling)
    assert only(Item, position=2).handling == only(Item, position=1).handling == "decision_maker"
    assert times_logged("item.handling_changed") == len(posted("marks_changed")) == 3


def test_a_product_after_a_correction_says_what_is_decided_now_and_the_first_what_was_then(northvale):
    [request] = build_asked(northvale, "police")
    give_answer(northvale.police, request, items=[new_item(release=["partners"])])
    case, item = request.referral, only(Item).pk
    decided(northvale, case)
    with acting_as(northvale.manager):
        subjects = subjects_of(case)
    facts = {
        "audience": "partners",
        "agencies": [northvale.agencies["health"]],
        "subjects": [person.pk for person in subjects],
        "items": [item],
        "about": {str(item): "1"},
        "summary": "As decided.",
    }
    by(northvale.manager, products.release, fresh(northvale, case), **facts)
    [again] = corrected(northvale, case, "It is worse.")
    changed = {"outcome": codes.Outcome.STRATEGY_DISCUSSION, "threshold": "4", "final_rating": "red"}
    changed["section_47_reason"] = "The discussion is tomorrow; agencies were asked before this was known."
    by(northvale.manager, deciding.amend, fresh(northvale, again), facts=child_decision(**changed))
    by(northvale.manager, deciding.sign, fresh(northvale, case), decisions=[again.pk])
    by(northvale.manager, products.release, fresh(northvale, case), **facts)
    with as_role("mash_owner"):
        outcomes = [product.subjects[0]["outcome"] for product in Product.objects.order_by("number")]
    assert outcomes == [codes.Outcome.ASSESSMENT.label, codes.Outcome.STRATEGY_DISCUSSION.label]
