"""Start, save, discard and send drafts, and receive referrals."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from agencies.models import Hub
from audit.recording import record
from mash.refusals import RuleViolation
from referrals import codes, events
from referrals.access.bars import suggest_bars
from referrals.codes import Status, lists
from referrals.codes.offering import limits_at_intake, refuse_not_offered
from referrals.drafts import bounds
from referrals.drafts.tidying import remove_untouched
from referrals.evidence.frozen_records import frozen
from referrals.intake.acknowledging import may_go_to
from referrals.intake.answers import Answers
from referrals.intake.sending import arrival, unfinished
from referrals.intake.taking_over import KnownFact
from referrals.intake.ways import KEYED_IN
from referrals.messages.outbox import post, to_public
from referrals.models import Clock, Draft, InvolvedProfessional, Move, Person, Referral, Referrer
from referrals.models.identifiers import CaseModel, with_new_reference
from referrals.overview.reported_risk import reported_risk
from referrals.people.addresses import kept_secret
from referrals.people.homes import keep_homes
from referrals.people.terms import keep_terms
from referrals.timing.clocks import ClockRule, due_at
from referrals.timing.targets import rule_of, week_of
from referrals.timing.working_week import to_store

TOO_LONG = "This page was not saved, because an answer is far too long. Shorten it, then save again"
TOO_MUCH = (
    "This page was not saved, because the whole referral has become too long. Shorten this page or an earlier one, or "
    "phone the hub"
)
TOO_MANY_ENTRIES = "You can add {most} of these. Tell the hub about the others in “What has happened”, or by phone"
TOO_MANY_DRAFTS = "You have begun {most} referrals and not sent them. Go on with one of them or delete one, then start"


class AlreadySent(RuleViolation):
    """The draft has already been sent; `reference` is the referral's."""

    def __init__(self, reference: str):
        super().__init__("This referral has been sent, so it cannot be changed here. Contact the hub to add to it.")
        self.reference = reference


class NotFinished(RuleViolation):
    """Some pages have not been answered."""


@transaction.atomic
def start_draft(*, hub: Hub, channel: str, by, secret_hash: str = "", now: datetime | None = None) -> Draft:
    """Start a draft. Raises RuleViolation when the writer has too many unsent drafts.

    `by` is None for the public, whose browser has the secret that `secret_hash` is made from.
    """
    now = now or timezone.now()
    # Unlimited drafts would let one browser or account fill the database.
    mine = Draft.objects.filter(sent_as="", **({"created_by": by} if by else {"secret_hash": secret_hash}))
    if mine.count() >= settings.DRAFTS_AT_ONCE:
        raise RuleViolation(TOO_MANY_DRAFTS.format(most=settings.DRAFTS_AT_ONCE))
    draft = Draft.objects.create(
        hub=hub, channel=channel, created_by=by, secret_hash=secret_hash, created_at=now, changed_at=now
    )
    record(events.DRAFT_SAVED, about=draft, by=by, now=now, page="start")
    return draft


@transaction.atomic
def save_page(draft: Draft, *, page: str, typed: dict, by, now: datetime | None = None) -> None:
    """Save what was typed on a page, valid or not. Raises RuleViolation if it is too long."""
    fresh = _open_draft(draft)
    _check_answers(typed)
    _keep(fresh, page, {**fresh.answers, page: typed}, by, now)


@transaction.atomic
def save_list(draft: Draft, *, page: str, by, now: datetime | None = None) -> None:
    """Record that the visitor has seen a list page and left it as it is, even if empty."""
    fresh = _open_draft(draft)
    _keep(fresh, page, {**fresh.answers, page: fresh.answers.get(page, [])}, by, now)


@transaction.atomic
def save_entry(
    draft: Draft, *, page: str, typed: dict, by, number: int = 0, shown: str | None = None, now: datetime | None = None
) -> int:
    """Add an entry to a list, or replace entry `number` (from 1). Returns the entry's number.

    `typed` is saved whether valid or not. `shown` is the `mark_of` the entry as the page showed it;
    raises RuleViolation if the list has changed since.
    """
    fresh = _open_draft(draft)
    _check_answers(typed)
    entries = list(fresh.answers.get(page, []))
    if number:
        _check_shown(entries, number, shown)
        # Saved even when invalid: the form shows its errors when the entry is opened again.
        entries[number - 1] = typed
    elif len(entries) >= settings.DRAFT_ENTRIES:
        raise RuleViolation(TOO_MANY_ENTRIES.format(most=settings.DRAFT_ENTRIES))
    else:
        entries.append(typed)
    _keep(fresh, page, {**fresh.answers, page: entries}, by, now)
    return number or len(entries)


@transaction.atomic
def take_over(
    draft: Draft,
    *,
    page: str,
    number: int,
    facts: Sequence[KnownFact],
    by,
    shown: str | None = None,
    now: datetime | None = None,
) -> None:
    """Fill in what is known of an entry from other cases, and record of which. What was typed stays as it is.

    Raises RuleViolation if the list has changed since the page was shown, or something was typed there.
    """
    if not facts:
        return
    fresh = _open_draft(draft)
    entries = list(fresh.answers.get(page, []))
    _check_shown(entries, number, shown)
    entry, taken = entries[number - 1], {box: typed for fact in facts for box, typed in fact.typed.items()}
    if any(any(entry.get(box, [])) for box in taken):
        raise RuleViolation("Something is typed there already, and stays. Go back to the list to change it.")
    entries[number - 1] = entry | taken
    _keep(fresh, page, {**fresh.answers, page: entries}, by, now)
    references = sorted({fact.person.referral.reference for fact in facts})
    names = [fact.name for fact in facts]
    record(events.FACTS_TAKEN_OVER, about=fresh, by=by, now=fresh.changed_at, facts=names, references=references)


@transaction.atomic
def remove_entry(
    draft: Draft, *, page: str, number: int, by, shown: str | None = None, now: datetime | None = None
) -> None:
    """Remove an entry. Raises RuleViolation if the list has changed since the page was shown."""
    fresh = _open_draft(draft)
    entries = list(fresh.answers.get(page, []))
    _check_shown(entries, number, shown)
    del entries[number - 1 : number]
    _keep(fresh, page, {**fresh.answers, page: entries}, by, now)


def mark_of(entry: dict) -> str:
    """Return a mark that identifies an entry: numbers shift when an earlier entry is removed."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:16]


def _check_shown(entries: list[dict], number: int, shown: str | None) -> None:
    if number > len(entries) or (shown is not None and mark_of(entries[number - 1]) != shown):
        raise RuleViolation(
            "This list changed after you opened this page, perhaps in another window. Go back to the list, and change "
            "or remove the entry there."
        )


@transaction.atomic
def discard_draft(draft: Draft, *, by, now: datetime | None = None) -> None:
    """Delete the draft; deleting it twice is no error. Raises AlreadySent."""
    try:
        fresh = _open_draft(draft)
    except Draft.DoesNotExist:
        return
    # Recorded before deletion, while there is still a draft to name.
    record(events.DRAFT_DISCARDED, about=fresh, by=by, now=now)
    fresh.delete()


def tidy_drafts(*, now: datetime, by) -> int:
    """Remove drafts not changed for DRAFT_DAYS and return how many were removed."""
    return remove_untouched("mash_remove_old_drafts", event=events.DRAFTS_REMOVED, now=now, by=by)


@transaction.atomic
def send_draft(draft: Draft, *, by, now: datetime | None = None) -> str:
    """Make a referral from a draft and return its reference.

    Sending a draft again returns the reference it already has. Raises NotFinished.
    """
    now = now or timezone.now()
    try:
        fresh = _open_draft(draft)
    # A double click or a resent form gets the first reference, not a second referral.
    except AlreadySent as sent:
        return sent.reference
    answers = Answers(fresh, by)
    if unfinished(answers):
        raise NotFinished("Answer every page before you send this referral.")
    referral = receive(**arrival(answers), by=by, draft_hash=fresh.secret_hash, now=now)
    # The referral now has the answers; the draft remains only to answer a resent form.
    fresh.answers, fresh.sent_as, fresh.sent_at = {}, referral.reference, now
    fresh.save(update_fields=["answers", "sent_as", "sent_at"])
    return referral.reference


def _open_draft(draft: Draft) -> Draft:
    """Lock the draft and return its current row. Raises AlreadySent."""
    fresh = Draft.objects.select_for_update(of=("self",)).select_related("hub").get(pk=draft.pk)
    if fresh.sent_as:
        raise AlreadySent(fresh.sent_as)
    return fresh


def _check_answers(typed: dict) -> None:
    if not bounds.fits(typed):
        raise RuleViolation(TOO_LONG)


def _keep(draft: Draft, page: str, answers: dict, by, now: datetime | None) -> None:
    # Checked over the whole draft, because many small pages can add up to a large row.
    if bounds.is_too_large(answers):
        raise RuleViolation(TOO_MUCH)
    draft.answers, draft.changed_at = answers, now or timezone.now()
    draft.save(update_fields=["answers", "changed_at"])
    record(events.DRAFT_SAVED, about=draft, by=by, now=draft.changed_at, page=page)


@transaction.atomic
def receive(
    *,
    hub: Hub,
    facts: dict[str, Any],
    people: list[dict[str, Any]],
    referrer: dict[str, Any],
    professionals: Sequence[dict[str, Any]] = (),
    by,
    draft_hash: str = "",
    received_at: datetime | None = None,
    now: datetime | None = None,
) -> Referral:
    """Create a referral from what a referrer sent or staff keyed in.

    `facts` are fields of Referral, including `channel` and `source_code`; `people` fields of
    Person, subjects first; `referrer` fields of Referrer. `by` is the person with an account, None
    for the public. `received_at` is when a keyed-in referral reached the hub; its clock runs from
    then.

    The sender may not read the referral back, so nothing here is read again from the database.
    """
    now = now or timezone.now()
    received_at = received_at or now
    _refuse_what_is_not_offered(hub, facts, people, on=timezone.localdate(now))
    rule = _first_rule(hub, received_at, in_danger=facts.get("immediate_danger") == "yes")
    week = week_of(hub)
    first_due = due_at(received_at, rule, week)
    kinds = {person["kind"] for person in people if person.get("is_subject")}
    fields = dict(
        hub=hub,
        status=Status.RECEIVED,
        received_at=received_at,
        created_by=by,
        draft_hash=draft_hash,
        about_children=codes.about_children(kinds),
        about_adults=codes.PersonKind.ADULT in kinds,
        next_due_at=first_due,
        due_measure=codes.ClockMeasure.FIRST_DECISION,
        changed_at=now,
        # Shown to staff whose page has become stale.
        changed_by=by.name if by else "The referrer",
        changed_what="sent the referral",
        **facts,
    )
    unsaved = Referral(**fields)
    fields["reported_risk"] = reported_risk(unsaved, [Person(referral=unsaved, **person) for person in people])
    # A reference that is already in use is drawn again.
    referral = with_new_reference(
        hub.reference_prefix, lambda reference: Referral.objects.create(reference=reference, **fields)
    )
    came = _add_what_came_with_it(referral, people, referrer, professionals)
    # Written directly, because a new referral has no earlier stage to move from.
    moved = Move.objects.create(referral=referral, name="receive", to_status=Status.RECEIVED, by=by, at=now)
    Clock.objects.create(
        referral=referral,
        measure=codes.ClockMeasure.FIRST_DECISION,
        hours=rule.hours,
        mode=rule.mode,
        started_at=received_at,
        due_at=first_due,
        week=to_store(week, received_at),
    )
    keyed = referral.channel in KEYED_IN
    kind = events.REFERRAL_KEYED if keyed else events.REFERRAL_SENT
    record(
        kind,
        about=referral,
        by=by,
        now=now,
        frozen=frozen(referral, *came, moved),
        channel=referral.channel,
        source=referral.source_code,
    )
    # In this transaction, so that staff who may be related to somebody in it never see the case.
    suggest_bars(referral, by=by, now=now)
    _acknowledge(referral, Referrer(**referrer, referral=referral), by, now)
    return referral


def _refuse_what_is_not_offered(hub: Hub, facts: dict[str, Any], people: list[dict[str, Any]], *, on: date) -> None:
    """Raise RuleViolation beside the field for a code of a list that the hub does not offer on the day."""
    subjects = {person["kind"] for person in people if person.get("is_subject")}
    chosen = [
        *((lists.CONCERN, code, "concerns") for code in facts.get("concerns", [])),
        *((lists.RISK_TYPE, code, "risk_types") for code in facts.get("risk_types", [])),
        *((lists.KNOWN_TO, code, "known_to") for code in facts.get("known_to", [])),
        (lists.NOT_INFORMED, facts.get("not_informed_reason", ""), "not_informed_reason"),
        *((lists.RELATIONSHIP, person.get("relationship", ""), "relationship") for person in people),
    ]
    for code_list, code, field in chosen:
        if code in code_list.codes.values:
            message = f"“{code_list.codes(code).label}” is not offered for this referral now. Select another answer"
            limits = limits_at_intake(code_list, subjects)
            refuse_not_offered(code_list, code, hub, field=field, message=message, on=on, **limits)


def _first_rule(hub: Hub, received_at: datetime, *, in_danger: bool) -> ClockRule:
    """Return the rule for the first decision.

    If somebody is in immediate danger, the target for a red rating applies where it is earlier.
    """
    rule = rule_of(hub, codes.ClockMeasure.FIRST_DECISION)
    if not in_danger:
        return rule
    red = rule_of(hub, codes.ClockMeasure.FINAL_DECISION, codes.Rating.RED)
    return min(
        [rule, red],
        key=lambda candidate: due_at(received_at, candidate, week_of(hub)) or datetime.max.replace(tzinfo=UTC),
    )


def _add_what_came_with_it(referral, people, referrer, professionals) -> list[CaseModel]:
    named = [Person(referral=referral, position=position, **person) for position, person in enumerate(people, start=1)]
    for person in kept_secret(named):
        person.address_withheld = True
    for person in named:
        person.save(force_insert=True)
    # In this transaction: a secret address is secret in every case from now on.
    keep_homes(referral, named, words=True)
    sender = Referrer.objects.create(referral=referral, **referrer)
    involved = [InvolvedProfessional.objects.create(referral=referral, **facts) for facts in professionals]
    keep_terms(referral, named, sender, involved)
    return [sender, *named, *involved]


def _acknowledge(referral: Referral, referrer: Referrer, by, now: datetime) -> None:
    # Whether it is safe is asked first: the second question counts towards a limit.
    if not referrer.may_be_emailed or not may_go_to(referrer.email, by=by):
        return
    post(
        template="acknowledgement",
        to=referrer.email,
        hub=referral.hub,
        key=f"acknowledgement:{referral.pk}",
        now=now,
        reference=referral.reference,
        **to_public(referrer),
    )
