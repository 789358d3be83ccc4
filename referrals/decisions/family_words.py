"""The words with which a worker tells a parent, a young person or an adult what was decided, spoken or as a letter.

They are fixed, and name nobody. What each kind of reader is told of differs: a parent is never told by which panels or
advisers somebody is kept safe, since it may be the parent from whom they are.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from referrals import codes
from referrals.codes import lists
from referrals.decisions.closing import BY_GRAVITY
from referrals.decisions.standing import Standings
from referrals.models import Decision, Person, Referral
from referrals.people.ages import years_now

PARENT, YOUNG_PERSON, ADULT = "a parent", "the young person", "the adult"
READS_FROM = 9  # years: the youngest whose reading age the words are written for


@dataclass(frozen=True)
class WordsToTell:
    """What one reader may be told: `text`, what was `decided` and why, and what may only be `spoken`."""

    reader: str
    text: str
    decided: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()


def words_to_tell(referral: Referral, *, on: date | None = None) -> list[WordsToTell]:
    """Return the words for each reader and each decision in force, gravest first; the same words once."""
    on = on or timezone.localdate()
    decisions = sorted(Standings.of(referral).in_force, key=lambda decision: BY_GRAVITY.index(_category(decision)))
    return list(dict.fromkeys(words for decision in decisions for words in _words(decision, on)))


def _words(decision: Decision, on: date) -> list[WordsToTell]:
    category, subject = _category(decision), decision.subject
    why = _why(decision)
    if subject.kind == codes.PersonKind.ADULT:
        return [_to_person(ADULT, decision)]
    unborn = subject.kind == codes.PersonKind.UNBORN
    to_parent = WordsToTell(PARENT, codes.words_to_parent(category, unborn=unborn), why)
    if unborn or category == codes.FeedbackCategory.CHILD_DEATH or not _may_read(subject, on):
        return [to_parent]
    return [to_parent, _to_person(YOUNG_PERSON, decision)]


def _to_person(reader: str, decision: Decision) -> WordsToTell:
    outcome = lists.OUTCOME.facts[codes.Outcome(decision.outcome)].family
    routes = [codes.ROUTE_FACTS[route] for route in codes.OnwardRoute if route in decision.also]
    written = tuple(facts.family for facts in routes if facts.family and not facts.only_spoken)
    return WordsToTell(
        reader,
        codes.words_to_person(_category(decision)),
        (outcome, *written, *_why(decision)),
        tuple(facts.family for facts in routes if facts.family and facts.only_spoken),
    )


def _why(decision: Decision) -> tuple[str, ...]:
    reason = decision.outcome_reason
    return (lists.OUTCOME_REASON.family_words(reason),) if reason else ()


def _may_read(person: Person, on: date) -> bool:
    years = years_now(person, on)
    return years is None or years >= READS_FROM


def _category(decision: Decision) -> codes.FeedbackCategory:
    return codes.OUTCOME_FACTS[codes.Outcome(decision.outcome)].feedback
