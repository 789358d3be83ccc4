"""How grave a referral is by what its referrer reports, before anybody has rated it.

Stored on the referral as one number, so that the queue sorts a million rows by an index: each reason is a bit, the
gravest the highest. Larger is graver, and of two referrals with the same gravest reason the one with more beside it
comes first. It only orders what waits to be read: it rates nothing, and nobody reads it in place of the referral.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntFlag

from django.utils import timezone

from referrals.codes import Concern, PersonKind, ThresholdLevel
from referrals.models import Person, Referral
from referrals.people.ages import years_now

NEAR_BIRTH = timedelta(weeks=8)
UNDER_YEARS = 2
HURT = {Concern.PHYSICAL_ABUSE, Concern.PHYSICAL_ABUSE_BY_CHILD, Concern.BRUISE_NOT_MOVING}
# Beginnings of words that tell of an injury. Of a child under two a mention is enough: to read one referral too early
# costs minutes, to read it last may cost the child.
INJURIES = ("bruis", "fractur", "broken", "burn", "scald", "bleed", "swollen", "injur", "wound", "bite mark")


class ReportedRisk(IntFlag):
    """The reasons, the gravest last.

    Danger reported by a known sender stands above what a colleague recommends, and that above danger reported by
    somebody whom nobody has confirmed: a flood of false reports must not hide the others.
    """

    LEVEL_FOUR = 1
    NEAR_BIRTH = 2
    INJURY_UNDER_TWO = 4
    ALONE_WITH_SOURCE = 8
    DANGER_UNCONFIRMED = 16
    RED_RECOMMENDED = 32
    DANGER = 64


RISK_WORDS = {
    ReportedRisk.DANGER: "danger now",
    ReportedRisk.RED_RECOMMENDED: "recommended red",
    ReportedRisk.DANGER_UNCONFIRMED: "danger now, sender not confirmed",
    ReportedRisk.ALONE_WITH_SOURCE: "child at home with the alleged source and no other adult",
    ReportedRisk.INJURY_UNDER_TWO: "injury, under 2",
    ReportedRisk.NEAR_BIRTH: "unborn, due within 8 weeks",
    ReportedRisk.LEVEL_FOUR: "level 4, says the referrer",
}


def reported_risk(referral: Referral, people: Iterable[Person]) -> ReportedRisk:
    """Return the risk that was reported. No query: the people are those of the referral, saved or not."""
    people, arrived = list(people), timezone.localdate(referral.received_at)
    danger = ReportedRisk.DANGER if referral.sender_is_known else ReportedRisk.DANGER_UNCONFIRMED
    reasons = {
        danger: referral.immediate_danger == "yes",
        ReportedRisk.ALONE_WITH_SOURCE: _alone_with_source(people),
        ReportedRisk.INJURY_UNDER_TWO: _injury_under_two(referral, people, arrived),
        ReportedRisk.NEAR_BIRTH: any(_is_near_birth(person, arrived) for person in people),
        ReportedRisk.LEVEL_FOUR: referral.threshold_thought == ThresholdLevel.SPECIALIST,
    }
    return ReportedRisk(sum(reason for reason, holds in reasons.items() if holds))


def risk_words(risk: int) -> list[str]:
    """Return the reasons in words, the gravest first."""
    return [words for reason, words in RISK_WORDS.items() if risk & reason]


def _alone_with_source(people: list[Person]) -> bool:
    """Whether a child lives with somebody who may cause the harm, and with no adult who does not."""
    at_home = [person for person in people if not person.is_subject and person.in_household == "yes"]
    protects = any(person.kind == PersonKind.ADULT and not person.alleged_source for person in at_home)
    child = any(person.is_subject and person.kind == PersonKind.CHILD for person in people)
    return child and not protects and any(person.alleged_source for person in at_home)


def _injury_under_two(referral: Referral, people: list[Person], on: date) -> bool:
    if Concern.BRUISE_NOT_MOVING in referral.known_concerns:
        return True
    if not any(_is_under_two(person, on) for person in people if person.is_subject):
        return False
    words = f"{referral.what_happened} {referral.worries}".lower()
    return bool(HURT & set(referral.known_concerns)) or any(injury in words for injury in INJURIES)


def _is_under_two(person: Person, on: date) -> bool:
    years = years_now(person, on)
    return years is not None and years < UNDER_YEARS


def _is_near_birth(person: Person, on: date) -> bool:
    return person.expected_on is not None and person.expected_on <= on + NEAR_BIRTH
