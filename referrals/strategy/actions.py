"""Record a strategy discussion; give somebody something to do, and close it as done or not."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency, User
from audit.recording import record
from mash.govuk.moments import words
from mash.postgres.functions import value_of
from mash.refusals import RuleViolation, need, who_changed
from referrals import events
from referrals.codes import DiscussionHow, DiscussionOutcome, Status
from referrals.evidence.frozen_records import frozen
from referrals.messages.outbox import post
from referrals.models import CaseAction, Referral, StrategyDiscussion
from referrals.models.identifiers import with_new_reference
from referrals.people.addresses import secret_in
from referrals.people.secret_homes import secrets_of
from referrals.workflow import lock, touch

AT_LEAST = 2  # agencies beside the hub: the police and health, Working Together 2023, chapter 3
AFTER_TRIAGE = frozenset({Status.TRIAGED, Status.GATHERING, Status.DECIDING, Status.DECIDED})


@transaction.atomic
def record_discussion(
    referral: Referral,
    *,
    called_by: str,
    held_at: datetime,
    how: str,
    from_hub: str,
    attended: Mapping[int, str],
    shared: str,
    outcome: str,
    reasons: str,
    replaces: StrategyDiscussion | None = None,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> StrategyDiscussion:
    """Record a strategy discussion on an open, triaged case, and return it.

    `attended` says for each agency of the hub, by its key, who was there. With `replaces` it corrects an earlier
    record. Raises RuleViolation, and StalePage if the case changed meanwhile.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    _check_triaged(referral)
    typed = {"called_by": called_by, "from_hub": from_hub, "shared": shared, "reasons": reasons}
    for name, text in typed.items():
        need(text, NEEDED[name], name)
    if held_at > now:
        raise RuleViolation("A strategy discussion is recorded after it was held. Check the time.", field="held_at")
    facts = {
        **typed,
        "held_at": held_at,
        "how": DiscussionHow(how),
        "outcome": DiscussionOutcome(outcome),
        "attended": _who_was_there(referral, attended),
    }
    _refuse_corrected(replaces)
    recorded = referral.discussions.create(**facts, words=_in_words(**facts), replaces=replaces, by=by, at=now)
    record(events.DISCUSSION_RECORDED, about=referral, by=by, now=now, frozen=frozen(recorded))
    touch(referral, by=by, now=now, what="recorded a strategy discussion")
    return recorded


NEEDED = {
    "called_by": "Enter who called the discussion.",
    "from_hub": "Enter who was there from the hub.",
    "shared": "Enter what was shared.",
    "reasons": "Enter the reasons for what was decided.",
}


@transaction.atomic
def give_action(
    referral: Referral,
    *,
    what: str,
    due_at: datetime,
    owner: User | None = None,
    agency: Agency | None = None,
    discussion: StrategyDiscussion | None = None,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> CaseAction:
    """Give a colleague or an agency something to do by a time, and write to them that there is something.

    Raises RuleViolation for whoever cannot be given it or a text that gives away a secret address, and StalePage.
    """
    now = now or timezone.now()
    referral = lock(referral, seen=seen)
    _check_triaged(referral)
    need(what, "Enter what is to be done.", "what")
    if (owner is None) == (agency is None):
        raise RuleViolation("Select who is to do it: one colleague or one agency.", field="who")
    if due_at <= now:
        raise RuleViolation("The time by which it is to be done must be in the future.", field="due_at")
    if owner:
        _check_colleague(referral, owner)
    if agency:
        _check_agency(referral, agency)
        if secrets_of(referral, texts=[what]).gives_away(what):
            raise RuleViolation(secret_in("What is to be done"), field="what")
    facts = {"hub": referral.hub, "what": what, "due_at": due_at, "owner": owner, "agency": agency}
    action = with_new_reference(
        "ACT",
        lambda reference: referral.actions.create(reference=reference, discussion=discussion, **facts, by=by, at=now),
    )
    record(events.ACTION_GIVEN, about=referral, by=by, now=now, action=action.reference)
    _write_to_owner(action, referral, now)
    touch(referral, by=by, now=now, what=f"gave {action.whose} something to do")
    return action


@transaction.atomic
def close_action(
    action: CaseAction, *, was_done: bool, closing_words: str, by, now: datetime | None = None
) -> CaseAction:
    """Record that it is done, or that it is not and why. It leaves the version of the case. Raises RuleViolation."""
    now = now or timezone.now()
    standing = CaseAction.objects.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if standing is None:
        raise RuleViolation("You can no longer change this. Go back to see what you may do.")
    if standing.closed_by:
        what = "it is done" if standing.was_done else "it is not done"
        raise RuleViolation(who_changed("this action", by=standing.closed_by.name, at=standing.closed_at, what=what))
    need(closing_words, "Enter a word on it.", "closing_words")
    standing.closed_at, standing.closed_by = now, by
    standing.was_done, standing.closing_words = was_done, closing_words
    standing.save(update_fields=["closed_at", "closed_by", "was_done", "closing_words"])
    record(events.ACTION_CLOSED, about=standing, by=by, now=now, was_done=was_done)
    return standing


def _check_triaged(referral: Referral) -> None:
    if referral.status not in AFTER_TRIAGE:
        stage = referral.get_status_display()
        raise RuleViolation(
            f"This case is “{stage}”. Strategy discussions and actions are for a case that is triaged and open."
        )


def _who_was_there(referral: Referral, attended: Mapping[int, str]) -> list[dict]:
    agencies = list(referral.hub.agencies.filter(pk__in=attended))
    if len(agencies) != len(attended) or len(agencies) < AT_LEAST:
        raise RuleViolation(
            "Select at least two agencies of the hub that were there: without agencies it is no strategy discussion.",
            field="agencies",
        )
    for agency in agencies:
        need(attended[agency.pk], f"Enter who was there from {agency.name}.", f"who_{agency.pk}")
    return [{"agency": agency.pk, "name": agency.name, "who": attended[agency.pk]} for agency in agencies]


def _in_words(*, called_by, held_at, how, from_hub, attended, shared, outcome, reasons) -> str:
    people = [f"the hub: {from_hub}", *(f"{agency['name']}: {agency['who']}" for agency in attended)]
    return "\n".join(
        [
            f"Held {how.label.lower()} on {words(held_at)}, called by {called_by}",
            f"Who was there: {'; '.join(people)}",
            f"What was shared: {shared}",
            f"What was decided: {outcome.label}",
            f"Why: {reasons}",
        ]
    )


def _refuse_corrected(earlier: StrategyDiscussion | None) -> None:
    later = StrategyDiscussion.objects.select_related("by").filter(replaces=earlier).first() if earlier else None
    if later:
        raise RuleViolation(
            who_changed("this record", by=later.by.name if later.by else "", at=later.at, what="replaced it")
            + " Correct the later record instead."
        )


def _check_colleague(referral: Referral, owner: User) -> None:
    if not value_of("mash_could_be_given", referral.pk, owner.pk):
        raise RuleViolation(
            f"{owner.name} cannot be given this: they are suspended, have left the team or may not open this case. "
            "Select somebody else.",
            field="who",
        )


def _check_agency(referral: Referral, agency: Agency) -> None:
    if not referral.hub.agencies.filter(pk=agency.pk, is_active=True).exists():
        raise RuleViolation(f"{agency.name} does not work with the hub now. Select somebody else.", field="who")


def _write_to_owner(action: CaseAction, referral: Referral, now: datetime) -> None:
    """Write by reference alone: of the case to a colleague, and to an agency one that says nothing of the case."""
    if action.agency:
        template, to, reference = "agency_action", action.agency.notice_email, action.reference
    else:
        template, to, reference = "own_action", action.owner.email if action.owner else "", referral.reference
    post(
        template=template,
        to=to,
        hub=referral.hub,
        key=f"action:{action.pk}",
        now=now,
        reference=reference,
        due=action.due_at.isoformat(),
    )
