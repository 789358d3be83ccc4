"""Decide about a pair of people: the same, different, or not sure yet. To undo it is to decide again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from audit.recording import record
from mash.postgres.functions import value_of
from mash.refusals import RuleViolation, StalePage, need, who_changed
from referrals import events
from referrals.access import protected
from referrals.access.carried import carry_by_link
from referrals.access.protected import GuardedPair
from referrals.models import PairVerdict, Person, PersonPair, ProtectedIdentity, Referral
from referrals.people.ages import birth_or_age

Verdict = PersonPair.Verdict
# What the database found among everybody who would be joined, perhaps in cases that this user does not see; and whether
# the user joins them.
CONTRADICTIONS = {
    ("one_case", True): (
        "Two people of one case would then be one, through those whom each was found to be. Decide about them first."
    ),
    ("different", True): (
        "Two of those whom they were found to be were found to be different people. Decide about that pair again first."
    ),
    ("different", False): (
        "Both were found to be the same person as somebody else. Decide about those pairs again first."
    ),
}


@transaction.atomic
def judge(
    referral: Referral,
    *,
    pair: PersonPair,
    verdict: Verdict,
    why: str,
    by,
    seen: int | None = None,
    now: datetime | None = None,
) -> PairVerdict:
    """Decide about a pair with somebody of this case, and record it in the log of both cases.

    `seen` is how many verdicts the page showed. Nothing is joined, copied or lost: counts, cards and lists follow the
    newest verdict, for everybody who was found to be one of the two as well. Who are the same take the stricter wall:
    the cases of the one are restricted as those of the other. Raises RuleViolation, also where that contradicts what
    was decided of others, and StalePage if a colleague decided meanwhile.
    """
    now = now or timezone.now()
    need(why, "Enter why.", "why")
    newest = PersonPair.objects.select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if newest is None:
        raise RuleViolation("You may not decide about these two people: you can no longer work on both cases.")
    earlier = list(newest.verdicts.select_related("by"))
    if seen is not None and seen != len(earlier):
        raise StalePage(_stale_words(earlier), version=len(earlier))
    if verdict == Verdict.SAME:
        _refuse_two_of_one_case(newest)
    if verdict == Verdict.ONE_NUMBER and not _one_number(newest):
        raise RuleViolation("Neither an NHS number nor a unique pupil number is the same in both.", field="verdict")
    decided = PairVerdict.objects.create(
        pair=newest,
        verdict=verdict,
        why=why,
        band=newest.band,
        reasons=newest.reasons,
        weights=newest.weights,
        by=by,
        at=now,
    )
    newest.verdict, newest.decided_at = verdict, now
    newest.save(update_fields=["verdict", "decided_at"])
    if contradiction := value_of("mash_join_people", newest.pk, now):
        raise RuleViolation(CONTRADICTIONS[contradiction, verdict == Verdict.SAME], field="verdict")
    cases = Referral.objects.in_bulk([newest.first_referral_id, newest.second_referral_id])
    for case in cases.values():
        others = [other.reference for other in cases.values() if other != case]
        record(
            events.PAIR_JUDGED, about=case, by=by, now=now, pair=str(newest.pk), verdict=str(verdict), references=others
        )
    if verdict == Verdict.SAME:
        carry_by_link(newest.pk, by=by, now=now)
    return decided


def _one_number(pair: PersonPair) -> bool:
    first, second = pair.first, pair.second
    return any(getattr(first, name) and getattr(first, name) == getattr(second, name) for name in ("nhs_number", "upn"))


@transaction.atomic
def protect_identity(
    referral: Referral, *, person: Person, kind: str, why: str, by, now: datetime | None = None
) -> ProtectedIdentity:
    """Protect the identity of somebody of this case: only a governance officer links them with another record."""
    now = now or timezone.now()
    need(why, "Enter why their identity is protected.", "why")
    made = protected.protect(person.pk, kind=kind, why=why, key=uuid7(), now=now)
    if made is None:
        raise RuleViolation(f"The identity of {person.display_name} is protected already.", field="person")
    identity = ProtectedIdentity.objects.get(pk=made)
    record(events.IDENTITY_PROTECTED, about=identity, by=by, now=now, kind=str(kind))
    return identity


@transaction.atomic
def protect_by_reference(
    *, reference: str, number: int, kind: str, why: str, by, now: datetime | None = None
) -> ProtectedIdentity:
    """Protect somebody by the reference of a record and their number in it. Raises RuleViolation.

    What is unknown, of another hub or protected already is refused alike, so nothing can be probed.
    """
    now = now or timezone.now()
    made = protected.protect_by_reference(reference, number, kind=kind, why=why, key=uuid7(), now=now)
    if made is None:
        raise RuleViolation(
            "No record of your hub has this reference and a person with this number, or they are protected already.",
            field="reference",
        )
    identity = ProtectedIdentity.objects.get(pk=made)
    record(events.IDENTITY_PROTECTED, about=identity, by=by, now=now, kind=str(kind))
    return identity


@transaction.atomic
def end_identity(identity: ProtectedIdentity, *, why: str, by, now: datetime | None = None) -> ProtectedIdentity:
    """End the protection of an identity: it is proposed and linked as anybody is."""
    now = now or timezone.now()
    if not protected.end_protection(identity, why=why, now=now):
        raise RuleViolation("This protection has ended already, or is not for you to end.")
    record(events.IDENTITY_ENDED, about=identity, by=by, now=now)
    return identity


@transaction.atomic
def judge_guarded(
    identity: ProtectedIdentity,
    *,
    pair: GuardedPair,
    verdict: str,
    why: str,
    seen: int,
    by,
    now: datetime | None = None,
) -> None:
    """Decide whether a protected person is somebody of another record. If they are, the two show to who sees both."""
    now = now or timezone.now()
    refused = protected.judge_guarded(identity, pair.pair, verdict=verdict, why=why, seen=seen, key=uuid7(), now=now)
    if refused == "stale":
        newest = next((other.verdicts for other in protected.guarded_pairs(identity) if other.pair == pair.pair), seen)
        raise StalePage("Somebody decided about these two meanwhile. Read it, then decide again.", version=newest)
    if refused:
        raise RuleViolation(CONTRADICTIONS[refused, verdict == Verdict.SAME], field="verdict")
    record(events.PAIR_JUDGED, about=identity, by=by, now=now, pair=str(pair.pair), verdict=str(verdict))
    if verdict == Verdict.SAME:
        carry_by_link(pair.pair, by=by, now=now)


def _refuse_two_of_one_case(pair: PersonPair) -> None:
    """Two people of one case are two people, so neither of them is also whom the other was found to be."""
    linked = PersonPair.objects.filter(verdict=Verdict.SAME).exclude(pk=pair.pk)
    for key, case in ((pair.first_id, pair.second_referral_id), (pair.second_id, pair.first_referral_id)):
        in_it = linked.filter(Q(first=key, second_referral=case) | Q(second=key, first_referral=case)).first()
        if in_it:
            other = Person.objects.get(pk=in_it.second_id if in_it.first_id == key else in_it.first_id)
            raise RuleViolation(
                f"{other.display_name}, {birth_or_age(other, timezone.localdate())}, of the same case was found to be "
                "this person, and nobody is two people of one case. Decide about that pair again first.",
                field="verdict",
            )


def _stale_words(earlier: list[PairVerdict]) -> str:
    if not earlier:
        return "This page is out of date. Check what it shows, then decide again."
    last = earlier[-1]
    changed = who_changed("what is known of these two", by=last.by.name, at=last.at, what=last.get_verdict_display())
    return f"{changed} Read why, then decide again."
