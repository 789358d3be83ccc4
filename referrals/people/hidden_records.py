"""Records that somebody may not open, but whose existence a case they see tells them: nothing else is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from referrals.access.break_glass import ExistenceCard
from referrals.models import Ask, Person


@dataclass(frozen=True)
class HiddenRecord:
    """A record this person may not open.

    `names` is who of this case it names, in this case's words.
    """

    card: ExistenceCard
    names: str
    answer: str = ""

    @property
    def matched_by(self) -> str:
        return "almost certainly the same person" if self.card.sure else "possibly the same person"

    @property
    def may_ask(self) -> bool:
        return self.card.asked_at is None or self.card.answered_at is not None


def hidden_records(cards: list[ExistenceCard], people: Iterable[Person], *, user) -> list[HiddenRecord]:
    names = {person.position: person.display_name for person in people}
    answers = _answers(cards, user)
    return [
        HiddenRecord(card, names.get(card.person) or "somebody of this case", answers.get(str(card.answered_at), ""))
        for card in cards
    ]


def _answers(cards: list[ExistenceCard], user) -> dict[str, str]:
    """Return the answers this person got, by time."""
    answered = [card.answered_at for card in cards if card.answered_at]
    if not answered:
        return {}
    asks = Ask.objects.filter(asked_by=user, answered_at__in=answered)
    return {str(ask.answered_at): ask.answer for ask in asks}
