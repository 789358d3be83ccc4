"""What is done to a case, from a draft of the referral to its closing and its review by governance."""

from datetime import timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from audit.recording import SYSTEM
from mash.identity import acting_as, acting_as_system
from referrals import codes, events
from referrals.access import break_glass
from referrals.access.other_hubs import asked_by_hubs
from referrals.access.protected import guarded_pairs
from referrals.casefile import actions as casefile
from referrals.casefile import asks
from referrals.casefile.emergency import open_in_emergency
from referrals.casefile.linking import Says, link, unlink
from referrals.decisions import actions as deciding
from referrals.decisions import closing, notifying, products
from referrals.decisions.duplicates import end_as_duplicate
from referrals.drafts import case_drafts, tidying
from referrals.facts import actions as facts_about
from referrals.facts.actions import Provenance
from referrals.governance import actions as governing
from referrals.information_requests.answering import actions as answering
from referrals.information_requests.answering import drafts as answers
from referrals.information_requests.answering import taking
from referrals.information_requests.answering.searching import Search
from referrals.information_requests.asking import actions as asking
from referrals.information_requests.asking import updates as asking_updates
from referrals.information_requests.following_up import changes
from referrals.information_requests.following_up.thread import write_message
from referrals.intake import actions as intake
from referrals.intake.taking_over import KnownFact
from referrals.models import (
    Ask,
    Bar,
    BreakGlass,
    Decision,
    Draft,
    Item,
    Person,
    PersonPair,
    ProtectedIdentity,
    Referral,
    Restriction,
)
from referrals.other_hubs import actions as other_hubs
from referrals.same_people import actions as same_people
from referrals.same_people.actions import judge
from referrals.strategy import actions as strategy
from referrals.timing.targets import week_of
from referrals.triage import actions as triaging
from referrals.triage import allocation, lawful_basis, pausing, returning, telling
from referrals.working_day import actions as working_day
from tests.builders import build_hub, build_referral, child
from tests.builders_requests import (
    ADULTS,
    BASIS,
    NOT_TOLD,
    ask_of,
    build_asked,
    build_basis,
    build_ready,
    build_triaged,
    everybody,
    give_answer,
    new_item,
)
from tests.database import as_role
from tests.performances import by, deed, performs
from tests.referrals.casefile.hidden import build_hidden
from tests.referrals.decisions.stories import child_decision, subjects_of
from tests.referrals.intake.test_actions import finish
from tests.referrals.strategy.stories import discussed, entrusted

NO_ACTION = {"outcome": "no_further_action", "outcome_reason": "no_concern", "threshold": "1", "final_rating": "green"}


def fresh(person, row):
    with acting_as(person):
        return type(row).objects.get(pk=row.pk)


def only(model, **where):
    with as_role("mash_owner"):
        return model.objects.get(**where)


# Intake ---------------------------------------------------------------------------------------------------------------


def begun(world) -> Draft:
    return by(world.referrer, intake.start_draft, hub=world.hub, channel="web_professional")


def with_a_child(world) -> Draft:
    draft = begun(world)
    by(world.referrer, intake.save_entry, draft, page="people", typed={"kind": ["child"]})
    return draft


@performs("referrals.intake.actions.start_draft", "draft.saved")
def _(world):
    return deed(world.referrer, intake.start_draft, hub=world.hub, channel="web_professional")


@performs("referrals.intake.actions.save_page", "draft.saved")
def _(world):
    return deed(world.referrer, intake.save_page, begun(world), page="worries", typed={"worries": ["No food."]})


@performs("referrals.intake.actions.save_list", "draft.saved")
def _(world):
    return deed(world.referrer, intake.save_list, begun(world), page="household")


@performs("referrals.intake.actions.save_entry", "draft.saved")
def _(world):
    return deed(world.referrer, intake.save_entry, begun(world), page="people", typed={"kind": ["child"]})


@performs("referrals.intake.actions.remove_entry", "draft.saved")
def _(world):
    return deed(world.referrer, intake.remove_entry, with_a_child(world), page="people", number=1)


@performs("referrals.intake.actions.take_over", "draft.saved", "draft.facts_taken")
def _(world):
    known = build_referral(world)
    with acting_as(world.screener):
        draft = intake.start_draft(hub=world.hub, channel="phone", by=world.screener)
        intake.save_entry(draft, page="people", typed={"kind": ["child"]}, by=world.screener)
        [person] = known.people.select_related("referral")
    facts = [KnownFact(person, "school", "Low School", {"school": ["Low School"]})]
    return deed(world.screener, intake.take_over, draft, page="people", number=1, facts=facts)


@performs("referrals.intake.actions.discard_draft", "draft.discarded")
def _(world):
    return deed(world.referrer, intake.discard_draft, begun(world))


@performs("referrals.intake.actions.send_draft", "referral.sent")
def _(world):
    with acting_as(world.referrer):
        draft = begun(world)
        finish(draft, world.referrer)
    return deed(world.referrer, intake.send_draft, draft)


@performs("referrals.intake.actions.receive", "referral.keyed")
def _(world):
    facts = {"channel": "phone", "source_code": "2B", "what_happened": "Arrived hungry.", "family_informed": "no"}
    referrer = {"is_professional": True, "name": "A Teacher", "email": "teacher@school.example"}
    return deed(world.screener, intake.receive, hub=world.hub, facts=facts, people=[child()], referrer=referrer)


@performs("referrals.drafts.tidying.remove_untouched", "draft.removed")
def _(world):
    draft = begun(world)
    with as_role("mash_owner"):
        Draft.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - timedelta(days=400))
    facts = {"event": events.DRAFTS_REMOVED, "now": timezone.now(), "by": SYSTEM}

    def do():
        with acting_as_system(), transaction.atomic():
            assert tidying.remove_untouched("mash_remove_old_drafts", **facts) == 1

    return do


# What needs somebody now ----------------------------------------------------------------------------------------------


@performs("referrals.working_day.actions.raise_flag", "flag.raised", "duty.told")
def _(world):
    return deed(world.screener, working_day.raise_flag, build_referral(world), reason="He is at the door.")


@performs("referrals.working_day.actions.clear_flag", "flag.cleared")
def _(world):
    referral = build_referral(world)
    flag = by(world.screener, working_day.raise_flag, referral, reason="He is at the door.")
    return deed(world.manager, working_day.clear_flag, referral, flag=flag.pk, what_was_done="The police are there.")


# Triage ---------------------------------------------------------------------------------------------------------------


@performs("referrals.triage.actions.recommend", "triage.recommended")
def _(world):
    facts = {"level": "amber", "way": "partners", "reason": "Hungry again."}
    return deed(world.social_worker, triaging.recommend, build_referral(world), **facts)


@performs("referrals.triage.actions.triage", "referral.triaged", "referral.rated", "duty.told")
def _(world):
    facts = {"level": "red", "way": "partners", "reason": "Hungry again."}
    return deed(world.manager, triaging.triage, build_referral(world), **facts)


@performs("referrals.triage.actions.rate", "referral.rated")
def _(world):
    return deed(world.manager, triaging.rate, build_triaged(world), level="green", reason="Less grave.")


BACK = {"reason": codes.ReturnReason.NOT_ENOUGH_DETAIL, "words": "Say who the child is."}
AWAY = {"area": "Elsewhere", "why": "They moved."}
CONFIRMED = {"confirmed_by": "Their duty manager", "confirmed_how": codes.TransferConfirmed.values[0]}


@performs("referrals.triage.returning.return_referral", "referral.returned")
def _(world):
    return deed(world.manager, returning.return_referral, build_referral(world), **BACK)


@performs("referrals.triage.returning.receive_again", "referral.received_again")
def _(world):
    case = by(world.manager, returning.return_referral, build_referral(world), **BACK)
    return deed(world.manager, returning.receive_again, case, reason="They have said it.")


@performs("referrals.triage.returning.forward", "referral.forwarded")
def _(world):
    return deed(world.manager, returning.forward, build_referral(world), **AWAY)


@performs("referrals.triage.returning.keep", "referral.kept")
def _(world):
    case = by(world.manager, returning.forward, build_referral(world), **AWAY)
    return deed(world.manager, returning.keep, case, why="They live here in the week.")


@performs("referrals.triage.returning.transfer", "referral.transferred")
def _(world):
    case = by(world.manager, returning.forward, build_referral(world), **AWAY)
    return deed(world.manager, returning.transfer, case, confirmed_on=timezone.localdate(), **CONFIRMED)


@performs("referrals.triage.allocation.claim", "referral.claimed", "grant.given")
def _(world):
    return deed(world.social_worker, allocation.claim, build_referral(world))


@performs("referrals.triage.allocation.allocate", "referral.allocated", "grant.given")
def _(world):
    return deed(world.manager, allocation.allocate, build_referral(world), to=world.social_worker)


@performs("referrals.triage.allocation.hand_back", "referral.handed_back", "grant.withdrawn")
def _(world):
    case = by(world.social_worker, allocation.claim, build_referral(world))
    return deed(world.social_worker, allocation.hand_back, case, reason="On leave from tomorrow.")


@performs("referrals.triage.lawful_basis.record_basis", "lawful_basis.recorded")
def _(world):
    case = build_triaged(world)
    with acting_as(world.manager):
        facts = {**BASIS, **ADULTS, "who_knows": everybody(case, codes.Knows.KNOWS)}
    return deed(world.manager, lawful_basis.record_basis, case, **facts)


@performs("referrals.triage.lawful_basis.authorise", "lawful_basis.authorised")
def _(world):
    case = build_triaged(world)
    build_basis(world, case, by=world.social_worker, **NOT_TOLD)
    return deed(world.manager, lawful_basis.authorise, case, authorising_reason="They would press the child.")


def untold(world) -> tuple[Referral, list[str]]:
    case = build_triaged(world)
    build_basis(world, case, by=world.social_worker, **NOT_TOLD)
    with acting_as(world.manager):
        return fresh(world.manager, case), [number for number, _ in telling.people_untold(case)]


@performs("referrals.triage.telling.record_told", "lawful_basis.told")
def _(world):
    case, people = untold(world)
    facts = {"told_on": timezone.localdate(), "told_by": "The health visitor", "told_how": codes.ToldHow.IN_PERSON}
    return deed(world.social_worker, telling.record_told, case, people=people, **facts)


@performs("referrals.triage.telling.record_never_told", "lawful_basis.never_told")
def _(world):
    case, people = untold(world)
    return deed(world.manager, telling.record_never_told, case, people=people, reason="He would find them again.")


PAUSE = {"what": ["final_decision"], "reason": "court", "why": "The hearing."}


def soon(world):
    return week_of(world.hub).open_days_after(timezone.localdate(), 1)


@performs("referrals.triage.pausing.pause_clocks", "clock.paused")
def _(world):
    case = build_triaged(world, level="amber")
    return deed(world.manager, pausing.pause_clocks, case, review_on=soon(world), **PAUSE)


@performs("referrals.triage.pausing.resume_clocks", "clock.resumed")
def _(world):
    case = build_triaged(world, level="amber")
    [pause] = by(world.manager, pausing.pause_clocks, case, review_on=soon(world), **PAUSE)
    return deed(world.manager, pausing.resume_clocks, case, pauses=[str(pause.pk)])


# Information requests -------------------------------------------------------------------------------------------------


@performs(
    "referrals.information_requests.asking.actions.send_requests",
    *("request.sent", "request.sent", "referral.requests_sent"),  # each opens its request to its agency
)
def _(world):
    case = build_ready(world)
    with acting_as(world.manager):
        copies = [ask_of(world, case, kind) for kind in ("police", "health")]
    return deed(world.manager, asking.send_requests, case, asks=copies)


@performs("referrals.information_requests.answering.actions.acknowledge", "request.acknowledged")
def _(world):
    [request] = build_asked(world)
    return deed(world.police, answering.acknowledge, request)


@performs("referrals.information_requests.answering.taking.take_request", "request.taken")
def _(world):
    [request] = build_asked(world)
    return deed(world.police, taking.take_request, request)


@performs("referrals.information_requests.answering.taking.give_request", "request.given")
def _(world):
    [request] = build_asked(world)
    return deed(world.police, taking.give_request, request, to=world.police)


@performs("referrals.information_requests.answering.actions.ask_for_more_time", "request.more_time")
def _(world):
    [request] = build_asked(world)
    facts = {"until": timezone.now() + timedelta(days=2), "reason": "The file is on paper."}
    return deed(world.police, answering.ask_for_more_time, request, **facts)


@performs("referrals.information_requests.answering.actions.answer", "request.answered")
def _(world):
    [request] = build_asked(world)
    return deed(world.police, answering.answer, request, outcome="supplied", items=[new_item()])


@performs("referrals.information_requests.answering.actions.answer_nothing_known", "request.answered")
def _(world):
    [request] = build_asked(world)
    search = Search(["Call and incident logs"], ["Name"])
    return deed(world.police, answering.answer_nothing_known, request, search=search)


@performs("referrals.information_requests.answering.actions.hold_back", "request.answered")
def _(world):
    [request] = build_asked(world)
    facts = {"decline_reason": codes.DeclineReason.LIVE_INVESTIGATION, "reason": "A source."}
    return deed(world.police, answering.hold_back, request, ask_whom="The inspector", **facts)


@performs("referrals.information_requests.answering.actions.change_handling", "item.handling_changed")
def _(world):
    [request] = build_asked(world)
    give_answer(world.police, request)
    item = fresh(world.police, only(Item))
    return deed(world.police, answering.change_handling, item, handling="decision_maker")


TYPED = "seen=0&outcome=supplied&row=1&item1-text=Known"


@performs("referrals.information_requests.answering.drafts.save_answer", "answer.saved")
def _(world):
    [request] = build_asked(world)
    return deed(world.police, answers.save_answer, request, data=QueryDict(TYPED))


@performs("referrals.information_requests.answering.drafts.clear_answer", "answer.cleared")
def _(world):
    [request] = build_asked(world)
    draft = by(world.police, answers.save_answer, request, data=QueryDict(TYPED))
    return deed(world.police, answers.clear_answer, request, shown=answers.mark(draft))


# The case -------------------------------------------------------------------------------------------------------------


@performs("referrals.casefile.actions.add_note", "note.added")
def _(world):
    return deed(world.screener, casefile.add_note, build_referral(world), text="Phoned the school.")


@performs("referrals.casefile.actions.add_concerns", "concerns.added")
def _(world):
    facts = {"concerns": ["fgm"], "reason": "She told her teacher.", "seen": 1}
    return deed(world.screener, casefile.add_concerns, build_referral(world), **facts)


SOURCED = Provenance(source="professional", certainty="reported", why="The health visitor rang.")


@performs("referrals.facts.actions.record_fact", "fact.recorded")
def _(world):
    referral = build_referral(world)
    facts = {"kind": codes.FactKind.NAME, "value": {"first_name": "Darren"}, "provenance": SOURCED}
    return deed(world.screener, facts_about.record_fact, referral, person=only(Person), **facts)


@performs("referrals.facts.actions.add_person", "fact.person_added")
def _(world):
    facts = {"facts": {"kind": "child", "first_name": "Billy"}, "provenance": SOURCED}
    return deed(world.screener, facts_about.add_person, build_referral(world), **facts)


@performs("referrals.facts.actions.add_professional", "fact.professional_added")
def _(world):
    return deed(world.screener, facts_about.add_professional, build_referral(world), organisation="Midwives")


@performs("referrals.strategy.actions.record_discussion", "discussion.recorded")
def _(world):
    return deed(world.social_worker, strategy.record_discussion, build_triaged(world), **discussed(world))


@performs("referrals.strategy.actions.give_action", "action.given")
def _(world):
    facts = {"what": "Visit today.", "due_at": timezone.now() + timedelta(hours=3), "agency": world.agencies["police"]}
    return deed(world.manager, strategy.give_action, build_triaged(world), **facts)


@performs("referrals.strategy.actions.close_action", "action.closed")
def _(world):
    action = entrusted(world, build_triaged(world), agency="police")
    return deed(world.police, strategy.close_action, action, was_done=True, closing_words="Seen at school.")


@performs("referrals.information_requests.asking.updates.tell_more", "request.updated")
def _(world):
    [request] = build_asked(world)
    facts = {"kind": codes.FactKind.NAME, "value": {"first_name": "Darren"}, "provenance": SOURCED}
    with acting_as(world.manager):
        person = request.referral.people.first()
    by(world.manager, facts_about.record_fact, request.referral, person=person, **facts)
    return deed(world.manager, asking_updates.tell_more, request.referral, request=request)


@performs("referrals.information_requests.following_up.thread.write_message", "request.message")
def _(world):
    [request] = build_asked(world)
    return deed(world.police, write_message, request, text="Which car was it?")


@performs("referrals.information_requests.following_up.changes.withdraw_request", "request.withdrawn")
def _(world):
    [request] = build_asked(world)
    return deed(world.manager, changes.withdraw_request, request.referral, request=request, reason="Not needed.")


@performs("referrals.information_requests.following_up.changes.change_due", "request.due_changed")
def _(world):
    [request] = build_asked(world)
    facts = {"due_at": timezone.now() + timedelta(days=3), "reason": "The school is shut."}
    return deed(world.manager, changes.change_due, request.referral, request=request, **facts)


@performs("referrals.information_requests.following_up.changes.ask_further", "request.asked_further")
def _(world):
    [request] = build_asked(world)
    facts = {"questions": ["Whose car is it?"], "reason": "A car was seen."}
    return deed(world.manager, changes.ask_further, request.referral, request=request, **facts)


@performs("referrals.information_requests.following_up.changes.chase_now", "request.chased")
def _(world):
    [request] = build_asked(world)
    return deed(world.manager, changes.chase_now, request.referral, request=request)


@performs("referrals.casefile.actions.restrict", "referral.restricted", "grant.given", "grant.given")
def _(world):
    facts = {"reason": "high_risk", "people": [world.screener]}
    return deed(world.manager, casefile.restrict, build_referral(world), **facts)


@performs("referrals.casefile.actions.unrestrict", "referral.unrestricted")
def _(world):
    case = by(world.manager, casefile.restrict, build_referral(world), reason="high_risk")
    return deed(world.manager, casefile.unrestrict, case, why="No longer.")


def followed(world) -> Referral:
    """Return a referral to which the restriction of an earlier one was carried over."""
    build_hidden(world)
    return build_referral(world, people=[child(nhs_number="9990000018")])


@performs("referrals.casefile.actions.decide_carried", "referral.restriction_kept")
def _(world):
    case = fresh(world.manager, followed(world))
    facts = {"keep": True, "reason": "high_risk", "why": "Asked the police."}
    return deed(world.manager, casefile.decide_carried, case, **facts)


@performs("referrals.casefile.actions.grant_access", "grant.given")
def _(world):
    return deed(world.manager, casefile.grant_access, build_referral(world), person=world.screener, why="Cover")


@performs("referrals.casefile.actions.withdraw_access", "grant.withdrawn")
def _(world):
    case = build_referral(world)
    by(world.manager, casefile.grant_access, case, person=world.screener, why="Cover")
    return deed(world.manager, casefile.withdraw_access, case, person=world.screener.pk)


CONFLICT = {"because": codes.BarReason.RELATED, "why": "An aunt"}


@performs("referrals.casefile.actions.suggest_bar", "bar.given")
def _(world):
    return deed(world.manager, casefile.suggest_bar, build_referral(world), person=world.screener, **CONFLICT)


@performs("referrals.same_people.actions.judge", "pair.judged", "pair.judged")
def _(world):
    _, referral = (build_referral(world) for _ in range(2))
    pair = only(PersonPair)
    return deed(world.screener, judge, referral, pair=pair, verdict=PersonPair.Verdict.SAME, why="The school.")


@performs("referrals.casefile.linking.link", "case.linked", "case.linked")
def _(world):
    other, referral = (build_referral(world) for _ in range(2))
    return deed(world.screener, link, referral, other=other.reference, says=Says.SIBLINGS, why="One mother.")


@performs("referrals.casefile.linking.unlink", "case.unlinked", "case.unlinked")
def _(world):
    other, referral = (build_referral(world) for _ in range(2))
    made = by(world.screener, link, referral, other=other.reference, says=Says.SIBLINGS, why="One mother.")
    return deed(world.screener, unlink, other, link=made, why="Two mothers.")


PROTECTED = {"kind": "adopted", "why": "An order of the court."}


@performs("referrals.same_people.actions.protect_identity", "identity.protected")
def _(world):
    referral = build_referral(world)
    person = only(Person, referral=referral)
    return deed(world.screener, same_people.protect_identity, referral, person=person, **PROTECTED)


def known_in_the_south(world) -> tuple[Referral, int]:
    """Return a case of somebody whom another hub may know, and the key of that hub."""
    south = build_hub("southmere")
    build_referral(south)
    return build_referral(world), south.hub.pk


@performs("referrals.other_hubs.actions.ask_hub", "hub_ask.put")
def _(world):
    referral, hub = known_in_the_south(world)
    return deed(world.screener, other_hubs.ask_hub, referral, hub=hub, why="Do you know her?")


@performs("referrals.other_hubs.actions.answer_hub", "hub_ask.answered")
def _(world):
    south = build_hub("southmere")
    referral = build_referral(south)
    build_referral(world)
    by(south.screener, other_hubs.ask_hub, referral, hub=world.hub.pk, why="Do you know her?")
    with acting_as(world.manager):
        (asked,) = asked_by_hubs()
    return deed(world.manager, other_hubs.answer_hub, asked, outcome="answer", answer="Since May.")


def asked_to_see(world) -> tuple[Referral, Ask]:
    hidden, seen = build_hidden(world)
    with acting_as(world.screener):
        [card] = break_glass.existence_cards(seen)
    by(world.screener, asks.put_ask, seen, card=card.card, why="The same child.")
    return hidden, only(Ask)


@performs("referrals.casefile.asks.put_ask", "ask.put")
def _(world):
    _, seen = build_hidden(world)
    with acting_as(world.screener):
        [card] = break_glass.existence_cards(seen)
    return deed(world.screener, asks.put_ask, seen, card=card.card, why="The same child.")


@performs("referrals.casefile.asks.answer_ask", "ask.answered", "grant.given")
def _(world):
    hidden, ask = asked_to_see(world)
    facts = {"ask": ask.pk, "until": timezone.now() + timedelta(hours=4), "words": "Yes."}
    return deed(world.manager, asks.answer_ask, hidden, **facts)


DANGER = "The child is with him tonight."


@performs("referrals.casefile.emergency.open_in_emergency", "break_glass.opened")
def _(world):
    hidden, _ = build_hidden(world)
    return deed(world.social_worker, open_in_emergency, hidden.reference, why=DANGER)


@performs("referrals.drafts.case_drafts.keep", "case_draft.kept")
def _(world):
    return deed(world.manager, case_drafts.keep, build_referral(world), page="note", data=QueryDict("text=Phoned"))


# Decisions ------------------------------------------------------------------------------------------------------------


def drafted(world, **facts) -> tuple[Referral, list]:
    case = build_ready(world)
    with acting_as(world.manager):
        subjects = subjects_of(case)
    drafts = by(world.manager, deciding.draft, case, subjects=subjects, facts=child_decision(**facts))
    return fresh(world.manager, case), [decision.pk for decision in drafts]


def signed(world, **facts) -> tuple[Referral, list]:
    case, keys = drafted(world, **facts)
    by(world.manager, deciding.sign, case, decisions=keys)
    return fresh(world.manager, case), keys


def with_feedback(world) -> Referral:
    case, _ = signed(world)
    by(world.manager, closing.send_feedback, case, wording="assessment_for_professional", how="phone")
    return fresh(world.manager, case)


@performs("referrals.decisions.actions.draft", "decision.drafted", "referral.deciding_started")
def _(world):
    case = build_ready(world)
    with acting_as(world.manager):
        subjects = subjects_of(case)
    return deed(world.manager, deciding.draft, case, subjects=subjects, facts=child_decision())


@performs("referrals.decisions.actions.amend", "decision.drafted")
def _(world):
    _, [key] = drafted(world)
    decision = fresh(world.manager, only(Decision, pk=key))
    return deed(world.manager, deciding.amend, decision, facts=child_decision(voice="Says nothing."))


@performs("referrals.decisions.actions.correct", "decision.drafted", "referral.reopened")
def _(world):
    case, _ = signed(world)
    with acting_as(world.manager):
        subjects = subjects_of(case)
    return deed(world.manager, deciding.correct, case, subjects=subjects, reason="A name was wrong.")


@performs("referrals.decisions.notifying.record_notification", "notification.made")
def _(world):
    today = timezone.localdate()
    details = {"serious_incident": {"detail": "Seriously harmed; abuse is suspected.", "aware_on": today}}
    case, _ = signed(world, also=["serious_incident"], route_details=details)
    made = {"notification": "serious_incident-1", "made_on": today, "detail": "The Panel was told: SIN-1."}
    return deed(world.manager, notifying.record_notification, case, **made)


@performs("referrals.decisions.actions.sign", "decision.signed", "referral.decided")
def _(world):
    case, keys = drafted(world)
    return deed(world.manager, deciding.sign, case, decisions=keys)


@performs("referrals.decisions.actions.second_sign", "decision.second_signed", "referral.decided")
def _(world):
    case, keys = signed(world, **NO_ACTION)
    return deed(world.second_manager, deciding.second_sign, case, decisions=keys)


@performs("referrals.decisions.actions.send_back", "decision.sent_back", "note.added")
def _(world):
    case, keys = signed(world, **NO_ACTION)
    return deed(world.second_manager, deciding.send_back, case, decisions=keys, reason="Say more.")


@performs("referrals.decisions.closing.send_feedback", "feedback.sent")
def _(world):
    case, _ = signed(world)
    return deed(world.manager, closing.send_feedback, case, wording="assessment_for_professional", how="email")


@performs("referrals.decisions.closing.excuse_feedback", "feedback.not_sent")
def _(world):
    case, _ = signed(world)
    return deed(world.manager, closing.excuse_feedback, case, reason="They cannot be reached.")


@performs("referrals.decisions.closing.close", "referral.closed")
def _(world):
    return deed(world.manager, closing.close, with_feedback(world))


@performs("referrals.decisions.closing.reopen", "referral.reopened")
def _(world):
    case = by(world.manager, closing.close, with_feedback(world))
    return deed(world.manager, closing.reopen, case, reason="News came.")


@performs(
    "referrals.decisions.duplicates.end_as_duplicate",
    "referral.ended_as_duplicate",
    "case.linked",
    "case.linked",
    "feedback.sent",
)
def _(world):
    other, referral = (build_referral(world) for _ in range(2))
    telling = {"wording": "joined_for_professional", "how": "phone"}
    return deed(world.manager, end_as_duplicate, referral, other=other.reference, why="The same call.", **telling)


@performs("referrals.decisions.products.release", "product.released")
def _(world):
    [request] = build_asked(world)
    give_answer(world.police, request, items=[new_item(release=["partners"])])
    case = fresh(world.manager, request.referral)
    with acting_as(world.manager):
        subjects = subjects_of(case)
    drafts = by(world.manager, deciding.draft, case, subjects=subjects, facts=child_decision())
    by(world.manager, deciding.sign, case, decisions=[decision.pk for decision in drafts])
    item = only(Item).pk
    facts = {
        "audience": "partners",
        "agencies": [world.agencies["health"]],
        "summary": "As decided.",
        "subjects": [person.pk for person in subjects],
        "items": [item],
        "about": {str(item): "1"},
    }
    return deed(world.manager, products.release, fresh(world.manager, case), **facts)


# Governance -----------------------------------------------------------------------------------------------------------


@performs("referrals.governance.actions.review_restriction", "restriction.reviewed")
def _(world):
    build_hidden(world)
    next_time = timezone.localdate() + timedelta(days=30)
    facts = {"keep": True, "review_on": next_time, "note": "Still needed.", "seen": 0}
    return deed(world.governance, governing.review_restriction, only(Restriction), **facts)


def opened(world) -> BreakGlass:
    hidden, _ = build_hidden(world)
    by(world.social_worker, open_in_emergency, hidden.reference, why=DANGER)
    return fresh(world.governance, only(BreakGlass))


@performs("referrals.governance.actions.end_emergency", "emergency.ended")
def _(world):
    return deed(world.governance, governing.end_emergency, opened(world))


@performs("referrals.governance.actions.review_emergency", "emergency.reviewed")
def _(world):
    emergency = opened(world)
    by(world.governance, governing.end_emergency, emergency)
    return deed(world.governance, governing.review_emergency, emergency, finding="justified", note="Rightly so.")


def barred(world) -> Bar:
    by(world.manager, casefile.suggest_bar, build_referral(world), person=world.screener, **CONFLICT)
    return fresh(world.governance, only(Bar))


@performs("referrals.governance.actions.confirm_bar", "bar.confirmed")
def _(world):
    return deed(world.governance, governing.confirm_bar, barred(world))


@performs("referrals.governance.actions.end_bar", "bar.ended")
def _(world):
    return deed(world.governance, governing.end_bar, barred(world), why="A namesake.")


@performs("referrals.governance.actions.open_names", "governance.names_opened")
def _(world):
    reference = build_referral(world).reference
    return deed(world.governance, governing.open_names, reference=reference, why="A complaint.")


@performs("referrals.governance.actions.bar_by_reference", "bar.given")
def _(world):
    reference = build_referral(world).reference
    facts = {"reference": reference, "person": world.screener, **CONFLICT}
    return deed(world.governance, governing.bar_by_reference, **facts)


@performs("referrals.same_people.actions.protect_by_reference", "identity.protected")
def _(world):
    facts = {"reference": build_referral(world).reference, "number": 1, **PROTECTED}
    return deed(world.governance, same_people.protect_by_reference, **facts)


def protected(world) -> ProtectedIdentity:
    build_referral(world)
    reference = build_referral(world).reference
    by(world.governance, same_people.protect_by_reference, reference=reference, number=1, **PROTECTED)
    return fresh(world.governance, only(ProtectedIdentity))


@performs("referrals.same_people.actions.end_identity", "identity.ended")
def _(world):
    return deed(world.governance, same_people.end_identity, protected(world), why="A mistake.")


@performs("referrals.same_people.actions.judge_guarded", "pair.judged")
def _(world):
    identity = protected(world)
    with acting_as(world.governance):
        (pair,) = guarded_pairs(identity)
    facts = {"pair": pair, "verdict": "same", "why": "The order allows it.", "seen": 0}
    return deed(world.governance, same_people.judge_guarded, identity, **facts)
