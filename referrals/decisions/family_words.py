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
_F = codes.FeedbackCategory
NOT_TO_PARENT = {_F.UNACCOMPANIED}  # the child is here without them, and may have fled from them
NOT_TO_SUBJECT = {_F.CHILD_DEATH, _F.REVIEW}  # who has died, or of an adult with serious harm may have


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
    readers = []
    if _parent_is_told(decision):
        unborn = decision.subject.kind == codes.PersonKind.UNBORN
        readers.append(WordsToTell(PARENT, codes.words_to_parent(_category(decision), unborn=unborn), _why(decision)))
    if _subject_is_told(decision, on):
        readers.append(_to_person(ADULT if _is_adult(decision) else YOUNG_PERSON, decision))
    return readers


def _parent_is_told(decision: Decision) -> bool:
    return not _is_adult(decision) and _category(decision) not in NOT_TO_PARENT


def _subject_is_told(decision: Decision, on: date) -> bool:
    if _category(decision) in NOT_TO_SUBJECT or decision.subject.kind == codes.PersonKind.UNBORN:
        return False
    return _is_adult(decision) or _may_read(decision.subject, on)


def _is_adult(decision: Decision) -> bool:
    return decision.subject.kind == codes.PersonKind.ADULT


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
