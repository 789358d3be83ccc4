"""In which order cases need somebody, and the words for it. Pure: facts in, a place and its words out.

A case has one place, however much waits on it: that of its gravest reason. Of two with the same, the one with more risk
reported beside it comes first, and then the one that has waited longer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from referrals.overview.reported_risk import RISK_WORDS, ReportedRisk
from referrals.people.other_referrals import Times, months_in_words


class Reason(IntEnum):
    """Why a case needs somebody, the gravest first."""

    FLAGGED = 1
    DANGER = 2
    RED_RECOMMENDED = 3
    DANGER_UNCONFIRMED = 4
    GRAVE_ANSWER = 5
    ALONE_WITH_SOURCE = 6
    INJURY_UNDER_TWO = 7
    NEAR_BIRTH = 8
    LATE_ANSWER = 9
    LEVEL_FOUR = 10
    CARRIED = 11
    BASIS = 12
    SECOND_SIGNATURE = 13
    ACTION = 14
    AGENCY_OVERDUE = 15
    OWN_OVERDUE = 16
    ASKED = 17
    REPEAT = 18
    UNRATED = 19
    HALF_WRITTEN = 20


LAST = len(Reason) + 1
REPORTED = {reason: Reason[reason.name] for reason in ReportedRisk if reason.name}
WORDS = {
    Reason.FLAGGED: "a colleague says: look at this now",
    **{REPORTED[risk]: words for risk, words in RISK_WORDS.items()},
    Reason.GRAVE_ANSWER: "an agency rates it red",
    Reason.LATE_ANSWER: "an answer came after the decision",
    Reason.CARRIED: "you decide whether it stays restricted",
    Reason.BASIS: "the lawful basis waits to be authorised",
    Reason.SECOND_SIGNATURE: "a decision waits for a second signature",
    Reason.ACTION: "something is to be done",
    Reason.AGENCY_OVERDUE: "an agency is overdue",
    Reason.OWN_OVERDUE: "your case is overdue",
    Reason.ASKED: "a colleague asks to see it",
    Reason.REPEAT: "referred again",
    Reason.UNRATED: "not rated yet",
    Reason.HALF_WRITTEN: "you have begun a page and not sent it",
}


@dataclass(frozen=True)
class Need:
    """One thing about a case that needs somebody, and since when.

    `words` say more than those of its reason; `about` is what its next step is about: a page, an ask, a flag.
    """

    reason: Reason
    since: datetime
    words: str = ""
    about: str = ""


@dataclass(frozen=True)
class Place:
    """Where a case stands in the list: the smaller `rank` is first. `reasons` say why, the gravest first."""

    rank: tuple
    reasons: tuple[str, ...]
    first: Need

    @property
    def words(self) -> str:
        return "; ".join(self.reasons)


def needs_of_unrated(risk: int, *, received_at: datetime, earlier: Times, threshold: int) -> list[Need]:
    """Return what a referral that nobody has rated needs: by its reported risk, and by those that came before."""
    needs = [Need(reason, received_at) for reason in REPORTED.values() if risk & ReportedRisk[reason.name]]
    if earlier.are_repeats(threshold):
        words = f"{ordinal(earlier.recently + 1)} referral in {months_in_words(earlier.months)}"
        needs.append(Need(Reason.REPEAT, received_at, words))
    return needs or [Need(Reason.UNRATED, received_at)]


def action_words(who: str, *, overdue: bool) -> str:
    """Return what is said of something to be done: by this colleague or agency, or, for "", by whoever reads it."""
    if who:
        return f"{who} has not done what was to be done"
    return "what you were to do is overdue" if overdue else "you have something to do by tomorrow"


def place_of(needs: Iterable[Need]) -> Place:
    """Return the place of a case with these needs; there is at least one."""
    gravest_first = sorted(needs, key=lambda need: (need.reason, need.since))
    first = gravest_first[0]
    # Closed with what is larger than any reason: the one with more reported beside the first comes before.
    risks = (*sorted({need.reason for need in gravest_first if need.reason in REPORTED.values()}), LAST)
    reasons = dict.fromkeys(need.words or WORDS[need.reason] for need in gravest_first)
    return Place((first.reason, risks, first.since), tuple(reasons), first)


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th …"""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
