"""Build a record of every frozen kind through the real actions, each in its own transaction."""

from collections.abc import Callable
from datetime import time

from django.db import transaction
from django.utils import timezone

from mash.identity import acting_as
from referrals import codes
from referrals.casefile import actions as casefile
from referrals.casefile.emergency import open_in_emergency
from referrals.codes import FactKind
from referrals.decisions import actions as decisions
from referrals.decisions import closing
from referrals.decisions.notifying import record_notification
from referrals.decisions.products import release
from referrals.facts.actions import Provenance, record_fact
from referrals.governance.actions import review_restriction
from referrals.information_requests.answering.actions import change_handling
from referrals.information_requests.asking.updates import tell_more
from referrals.information_requests.following_up.changes import ask_further
from referrals.information_requests.following_up.thread import write_message
from referrals.intake.actions import receive
from referrals.models import Decision, Item, Referral, Restriction
from referrals.timing.working_week import WorkingWeek
from referrals.triage.actions import rate, recommend, triage
from referrals.triage.pausing import pause_clocks
from tests.builders import adult, child
from tests.builders_requests import build_basis, give_answer, new_item, send
from tests.database import as_role
from tests.referrals.decisions.stories import child_decision
from tests.referrals.strategy.stories import held

PROFESSIONAL = {"organisation": "Northvale School", "name": "Head Teacher"}


def by[T](person, action: Callable[..., T], /, *arguments, **facts) -> T:
    with transaction.atomic(), acting_as(person):
        return action(*arguments, by=person, **facts)


def every_kind(world) -> Referral:
    """Take a case to closing and back, then restrict it, open it in an emergency and review it."""
    manager = world.manager
    referral = _received(world)
    by(world.social_worker, recommend, referral, level="amber", way="partners", reason="Hungry again.")
    by(manager, triage, referral, level="amber", reason="Hungry again.", way="partners")
    by(manager, pause_clocks, referral, what=["final_decision"], reason="court", why="The hearing.", review_on=_soon())
    by(manager, rate, referral, level="red", reason="Worse than it looked.")
    build_basis(world, referral)
    police, health = send(world, referral, "police", "health")
    give_answer(world.police, police, items=_items(), rating="red", rating_reason="Third call.")
    give_answer(world.police, police, items=[new_item(replaces=1)], withdraw=[2], seen=1)
    with transaction.atomic(), acting_as(world.police):
        third = Item.objects.get(position=3)
    by(world.police, change_handling, third, handling="existence_only", ask_whom="the sergeant")
    give_answer(world.health, health, items=[new_item(text="Never seen.", release=["partners"])])
    by(world.social_worker, casefile.add_note, referral, text="The school phoned.")
    _corrected_name(world, referral)
    held(world, referral)
    decided_twice(world, referral)
    tell_and_correct(world, referral)
    by(manager, casefile.restrict, referral, reason="high_risk", people=[world.second_manager])
    by(world.social_worker, open_in_emergency, referral.reference, why="The family is at the door now.")
    with transaction.atomic(), acting_as(world.governance):
        restriction = Restriction.objects.get()
    next_time = timezone.localdate() + timezone.timedelta(days=30)
    facts = {"keep": True, "review_on": next_time, "note": "Still needed.", "seen": 0}
    by(world.governance, review_restriction, restriction, **facts)
    with transaction.atomic(), acting_as(manager):
        return Referral.objects.get()


def _corrected_name(world, referral) -> None:
    with transaction.atomic(), acting_as(world.social_worker):
        person = referral.people.first()
    provenance = Provenance(source="professional", certainty="checked", why="The school wrote it wrongly.")
    facts = {"kind": FactKind.NAME, "value": {"first_name": "Tess"}, "provenance": provenance}
    by(world.social_worker, record_fact, referral, person=person, **facts)
    with transaction.atomic(), acting_as(world.manager):
        request = referral.requests.first()
    by(world.manager, tell_more, referral, request=request)
    by(world.police, write_message, request, text="Which car was it?")
    by(world.manager, ask_further, referral, request=request, questions=["Whose car is it?"], reason="A car was seen.")


def _soon():
    """Return the next day on which the hub is open."""
    return WorkingWeek({day: (time(9), time(17)) for day in range(5)}).open_days_after(timezone.localdate(), 1)


def _received(world) -> Referral:
    facts = {"channel": "phone", "source_code": "2B", "what_happened": "Arrived hungry.", "family_informed": "no"}
    people = [child(), adult(is_subject=False, relationship="parent")]
    referrer = {"is_professional": True, "name": "A Teacher", "email": "teacher@school.example"}
    return by(
        world.screener,
        receive,
        hub=world.hub,
        facts=facts,
        people=people,
        referrer=referrer,
        professionals=[PROFESSIONAL],
    )


def _items():
    texts = ["Called to the house.", "Called again.", "Somebody says so.", "Known to the police."]
    items = [new_item(text=text, release=["partners"]) for text in texts]
    return [*items, new_item(text="", handling="existence_only", ask_whom="the inspector", kind="", basis="")]


def decided_twice(world, referral) -> None:
    """Sign with a second signature after sending it back, then correct and sign again."""
    signed_by_one(world, referral)
    by(world.second_manager, decisions.send_back, referral, decisions=_waiting(), reason="Say more.")
    by(world.manager, decisions.sign, referral, decisions=_drafts())
    by(world.second_manager, decisions.second_sign, referral, decisions=_waiting())


def tell_and_correct(world, referral) -> None:
    with transaction.atomic(), acting_as(world.manager):
        wording = closing.wordings_for(Referral.objects.get(pk=referral.pk))[0].key
        items = [item.pk for item in Item.objects.filter(release__contains=["partners"], withdrawn_at=None)]
        subjects = [decision.subject_id for decision in referral.decisions.filter(state=Decision.State.SIGNED)]
    content = {"subjects": subjects, "items": items, "about": {str(key): "1" for key in items}}
    facts = {"audience": "partners", "agencies": [world.agencies["education"]], **content}
    by(world.manager, release, referral, summary="No further action.", **facts)
    by(world.manager, closing.send_feedback, referral, wording=wording, how="phone")
    made = {"notification": "serious_incident-1", "made_on": timezone.localdate(), "detail": "The Panel: SIN-1."}
    by(world.manager, record_notification, referral, **made)
    by(world.manager, closing.close, referral)
    by(world.manager, closing.reopen, referral, reason="News came.")
    with transaction.atomic(), acting_as(world.manager):
        subjects = list(referral.people.filter(is_subject=True))
    by(world.manager, decisions.correct, referral, subjects=subjects, reason="News came.")
    by(world.manager, decisions.sign, referral, decisions=_drafts())


def signed_by_one(world, referral) -> None:
    with transaction.atomic(), acting_as(world.manager):
        subjects = list(referral.people.filter(is_subject=True))
        cited = [Item.objects.filter(withdrawn_at=None, handling="hub_team").first().pk]
    view = {"agency": world.agencies["police"].pk, "agrees": "disagrees", "reason": "Too soon.", "spoken_for_by": "PC"}
    by(
        world.manager,
        decisions.draft,
        referral,
        subjects=subjects,
        facts=child_decision(
            outcome=codes.Outcome.NO_FURTHER_ACTION,
            outcome_reason="no_concern",
            contradiction_reason="We were told later.",
            also=["serious_incident"],
            route_details={"serious_incident": {"detail": "Seriously harmed.", "aware_on": timezone.localdate()}},
        ),
        cited=cited,
        views=[view],
    )
    by(world.manager, decisions.sign, referral, decisions=_drafts())


def _drafts() -> list:
    return _in_state("draft")


def _waiting() -> list:
    return _in_state("second_signature")


def _in_state(state: str) -> list:
    with transaction.atomic(), as_role("mash_owner"):
        return list(Decision.objects.filter(state=state).values_list("pk", flat=True))
