"""End a case into another, of which it is a duplicate: nothing is decided, and nothing told is lost."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_text_list

from agencies import roles
from audit.recording import record
from mash.govuk.wording import in_sentence
from mash.refusals import RuleViolation, need
from referrals import codes, events
from referrals.access.adults import check_manages
from referrals.codes import ClockMeasure, Rating, Status
from referrals.decisions.closing import check_nobody_waits, excuse, tell
from referrals.evidence.frozen_records import frozen
from referrals.models import CaseLink, Decision, PersonPair, Referral
from referrals.overview.returnable import recommended_level
from referrals.people.case_links import add_link, case_to_link, lock_all
from referrals.timing.targets import DUE_FIELDS, end_pause, note_next_due, pauses_of, start_clock, stop_clock, week_for
from referrals.workflow import BEFORE_DECISION, MoveNotAllowed, move

SIGNED = (Decision.State.SIGNED, Decision.State.SECOND_SIGNATURE, Decision.State.CORRECTED)
# The gravest first; a case that nobody has rated comes last.
URGENCY = [*Rating, ""]


class NotYetWeighed(RuleViolation):
    """What would be lost with a duplicate: whoever ends it must say that they have weighed it."""


@transaction.atomic
def end_as_duplicate(
    referral: Referral,
    *,
    other: str,
    why: str,
    wording: str = "",
    how: str = "",
    not_sent_reason: str = "",
    confirmed: bool = False,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> CaseLink:
    """End a case into the case with the reference `other`, and tell its referrer or record why not.

    Its clocks stop without counting: the family's time goes on in the other case, from the first of the two tellings.
    Raises RuleViolation, and NotYetWeighed if the other case is rated lower or knows less and that is not `confirmed`.
    """
    now = now or timezone.now()
    check_manages(by, roles.CLOSE, referral)
    need(why, "Enter why it is a duplicate.", "why")
    referral, survivor = lock_all(referral, [case_to_link(referral, other, by=by)], seen=seen)
    check_may_end(referral)
    _check_goes_on(survivor)
    lost = list(what_would_be_lost(referral, survivor))
    if lost and not confirmed:
        raise NotYetWeighed(" ".join([*lost, "If it is right all the same, confirm it below."]), field="confirmed")
    _check_silent(survivor, wording)
    for measure in (ClockMeasure.FIRST_DECISION, ClockMeasure.FINAL_DECISION):
        stop_clock(referral, measure, now=now, replaced=True)
    moved = move(referral, "end as a duplicate", by=by, now=now, reason=why)
    note_next_due(referral)
    referral.save(update_fields=[*DUE_FIELDS])
    _count_from_the_first_telling(survivor, referral, now=now)
    record(events.ENDED_AS_DUPLICATE, about=referral, by=by, now=now, frozen=frozen(moved), weighed=bool(lost))
    link = add_link(referral, survivor, kind=CaseLink.Kind.DUPLICATE, why=why, by=by, now=now)
    if wording or not not_sent_reason:
        tell(referral, wording=wording, how=how, joined=True, by=by, now=now)
    else:
        excuse(referral, reason=not_sent_reason, by=by, now=now)
    return link


def check_may_end(referral: Referral) -> None:
    """Raise MoveNotAllowed or RuleViolation unless this case can end into another as it stands."""
    if referral.status not in BEFORE_DECISION:
        raise MoveNotAllowed(
            f"This case is “{referral.get_status_display()}”, so it cannot end as a duplicate now. A case ends into"
            " another before it is decided."
        )
    check_nobody_waits(referral)
    asked = [request.agency.name for request in referral.requests.open().select_related("agency")]
    if asked:
        raise RuleViolation(
            f"{get_text_list(asked, 'and')} still {'has' if len(asked) == 1 else 'have'} a request about this case."
            " Wait for the answer, or keep this case and end the other into it."
        )
    if referral.decisions.filter(state__in=SIGNED).exists():
        raise RuleViolation(
            "A decision about this case is signed. Close it as it was decided, and link it with the other case as the"
            " same incident."
        )


def _check_goes_on(survivor: Referral) -> None:
    if survivor.status in BEFORE_DECISION:
        return
    stands = f"{survivor.reference} is “{survivor.get_status_display()}”"
    raise RuleViolation(
        f"{stands}, so nobody would look at what was told again. Open it again first, or decide about this case and"
        " link the two as the same incident.",
        field="other",
    )


def _check_silent(survivor: Referral, wording: str) -> None:
    words = codes.WORDINGS_BY_KEY.get(wording)
    if words and words.audience == codes.Audience.PROFESSIONAL and survivor.asks_for_silence and not words.quiet:
        raise RuleViolation(
            f"In {survivor.reference} somebody must not know, or does not know yet. Select the words that ask the"
            " referrer to tell nobody.",
            field="wording",
        )


def what_would_be_lost(duplicate: Referral, survivor: Referral) -> Iterator[str]:
    """Return, in words, what the other case does not have: the urgency, a person, or that the family must not know."""
    graver, rated = _urgency(duplicate), _urgency(survivor)
    if URGENCY.index(graver) < URGENCY.index(rated):
        yield (
            f"This case {_urgency_words(duplicate)}, and {survivor.reference} {_urgency_words(survivor)}. Rate that"
            " case first if it should be as urgent."
        )
    elif not graver and duplicate.reported_risk > survivor.reported_risk:
        yield f"This case reports more risk than {survivor.reference}, and neither is rated."
    unknown = [person.display_name for person in _subjects_not_in(duplicate, survivor)]
    if unknown:
        yield f"Not known to be in {survivor.reference}: {get_text_list(unknown, 'and')}."
    concerns = [code for code in duplicate.known_concerns if code not in survivor.known_concerns]
    if codes.warned_of(concerns):
        silent = codes.concern_labels(code for code in concerns if codes.warned_of([code]))
        yield (
            f"Only this case has a concern of which the family must not be told: {'; '.join(silent)}."
            f" Add it to {survivor.reference} first."
        )


def _urgency(referral: Referral) -> str:
    """Return the rating; red too where the referrer reports danger or a colleague recommends it, until it is rated."""
    if referral.rating or referral.status != Status.RECEIVED:
        return referral.rating
    return Rating.RED if referral.danger_reported or recommended_level(referral) == Rating.RED else ""


def _urgency_words(referral: Referral) -> str:
    if referral.rating:
        return f"is rated {in_sentence(Rating(referral.rating).label)}"
    if _urgency(referral) == Rating.RED:
        return "reports immediate danger" if referral.danger_reported else "is recommended for a red rating"
    return "is not rated"


def _subjects_not_in(duplicate: Referral, survivor: Referral) -> list:
    """Return whom it is about and who is not almost certainly, or as somebody found, anybody of the other case."""
    same = Q(verdict=PersonPair.Verdict.SAME) | Q(verdict="", band=PersonPair.Band.ALMOST_CERTAINLY)
    between = Q(first_referral=duplicate, second_referral=survivor) | Q(
        first_referral=survivor, second_referral=duplicate
    )
    known = {key for pair in PersonPair.objects.filter(same, between) for key in (pair.first_id, pair.second_id)}
    return [person for person in duplicate.people.all() if person.is_subject and person.pk not in known]


def _count_from_the_first_telling(survivor: Referral, duplicate: Referral, *, now: datetime) -> None:
    """Let the other case's clocks count from the arrival of the duplicate, if that came first.

    A pause of them ends: what it waited for was asked for before it was told again.
    """
    first = duplicate.clocks.first()
    for clock in survivor.clocks.filter(stopped_at=None, started_at__gt=first.started_at).exclude(
        measure=ClockMeasure.FEEDBACK
    ):
        end_pause(clock, survivor.hub, now=now)
        stop_clock(survivor, clock.measure, now=now, replaced=True)
        week = week_for(first, survivor.hub)
        start_clock(survivor, clock.measure, started_at=first.started_at, pauses=pauses_of(clock), week=week)
    survivor.save(update_fields=[*DUE_FIELDS])
