"""Emails about accounts that were given up: who was not told of what, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from agencies.letters import CHANGED, CHOOSE, ELSEWHERE, FORGOTTEN, WAITS
from mash.postgres.functions import rows_of

# Template: of what they were not told, and what to do now. The address is put right first.
WORDS = {
    CHOOSE: ("how to choose a password", "Check their email address. Then send a new link."),
    ELSEWHERE: ("where to sign in", "Check their email address. Then tell them where to sign in."),
    FORGOTTEN: ("how to choose a new password", "Check their email address. Then send a new link."),
    CHANGED: ("that their account was changed", "Check their email address. Then tell them what was changed."),
    WAITS: ("that a change waits for them to confirm", "Check their email address. Then ask them to look."),
}


@dataclass(frozen=True)
class FailedLetter:
    person: int
    name: str
    template: str
    about: str
    posted_at: datetime
    failed_at: datetime

    @property
    def what(self) -> str:
        return WORDS[self.template][0]

    @property
    def next_step(self) -> str:
        return WORDS[self.template][1]


def failed_letters(person: int | None = None) -> list[FailedLetter]:
    """Return the emails that were given up, the newest first: of the hub, or to one person of it.

    Whoever does not administer the hub gets none.
    """
    failed = rows_of("mash_failed_letters", FailedLetter)
    return [letter for letter in failed if person in (None, letter.person)]
