"""E-mails about a case that were given up: who was not told, of what, and what to do about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mash.postgres.functions import rows_of
from referrals.messages.outbox import TO_A_PERSON
from referrals.models import Referral

REFERRER, AGENCY, DUTY, COLLEAGUE = "The referrer", "The agency", "The duty team", "A colleague"
BY_HAND = "Tell them by phone or letter."
IN_INBOX = "Phone them: the request is in their inbox. Have its address put right under Agencies."
IN_LIST = "Phone them: it is under Released to us. Have its address put right under Agencies."
TELL_DUTY = "Tell whoever is on duty now, and have the address put right in the hub’s settings."
TELL_COLLEAGUE = "Tell them. Their account may have a wrong address."
COPY_TO_A_PERSON = (f":{TO_A_PERSON}", ":worker")  # ends of the keys of messages
# Template: who was not told, of what, and what to do now.
WORDS = {
    "acknowledgement": (REFERRER, "that the referral has arrived", "Tell them by phone or letter, with its reference."),
    "returned": (REFERRER, "that the referral came back to them", BY_HAND),
    "return_chaser": (REFERRER, "that something is still needed from them", BY_HAND),
    "feedback": (REFERRER, "what was decided", "Tell them in another way and record it under Tell the referrer."),
    "request_sent": (AGENCY, "that it is asked", IN_INBOX),
    "request_changed": (
        AGENCY,
        "that somebody must not be told",
        "Phone them now: they may be about to tell somebody.",
    ),
    "request_withdrawn": (AGENCY, "that it need not answer any more", "Phone them: they may be searching."),
    "request_amended": (AGENCY, "that a request is due at another time or asks more", IN_INBOX),
    "message_from_hub": (AGENCY, "that the hub wrote about a request", IN_INBOX),
    "message_from_agency": (DUTY, "that an agency wrote about a request", TELL_DUTY),
    "agency_action": (AGENCY, "that it is to do something", "Phone them: it is above their inbox."),
    "own_action": (COLLEAGUE, "that they are to do something", TELL_COLLEAGUE),
    "more_is_known": (AGENCY, "that more is known of whom it was asked about", IN_INBOX),
    "chaser_before": (AGENCY, "that its answer is due soon", IN_INBOX),
    "chaser_after": (AGENCY, "that its answer is overdue", IN_INBOX),
    "product_released": (AGENCY, "that something is released to it", IN_LIST),
    "product_changed": (
        AGENCY,
        "that somebody must not be told",
        "Phone them now: they may be about to tell somebody.",
    ),
    "red_rating": (DUTY, "of a red rating", TELL_DUTY),
    "red_recommended": (DUTY, "that a colleague recommends red", TELL_DUTY),
    "look_now": (DUTY, "that a colleague flagged this case", TELL_DUTY),
    "answer_flagged": (DUTY, "of an answer that is grave or came after the decision", TELL_DUTY),
    "second_signature": (DUTY, "that a second signature is needed", TELL_DUTY),
    "return_unanswered": (DUTY, "that a returned referral is to be looked at again", TELL_DUTY),
    "not_confirmed": (DUTY, "that another council has not confirmed that it has the case", TELL_DUTY),
    "telling_due": (DUTY, "that the day has come to tell those who do not know", TELL_DUTY),
    "authorisation_due": (DUTY, "that a manager must authorise what agencies were asked", TELL_DUTY),
    "notification_due": (DUTY, "that a notification is due which the law asks for", TELL_DUTY),
    "overdue_at_hub": (DUTY, "that an answer is overdue", TELL_DUTY),
    "more_time": (DUTY, "that an agency asks for more time", TELL_DUTY),
    "marks_changed": (DUTY, "that an agency changed the marks of an item", TELL_DUTY),
    "items_withdrawn": (DUTY, "that an agency withdrew or corrected an item", TELL_DUTY),
    "restriction_to_lift": (COLLEAGUE, "that a restriction is to be lifted", TELL_COLLEAGUE),
    "restriction_carried": (COLLEAGUE, "that this case is restricted, and waits for a decision", TELL_COLLEAGUE),
    "sight_lost": (COLLEAGUE, "that they no longer see this case", TELL_COLLEAGUE),
    "asked_to_see": (COLLEAGUE, "that somebody asks to see this case", "Answer it under Who can see this, and why?"),
    "ask_to_route": (COLLEAGUE, "that somebody asks to see this case", "Answer it under Who can see this, and why?"),
    "ask_answered": (COLLEAGUE, "that their wish to see this case is answered", TELL_COLLEAGUE),
    "opened_by_others": (COLLEAGUE, "that people outside their team opened this case", TELL_COLLEAGUE),
    "break_glass_opened": (COLLEAGUE, "that this case was opened in an emergency", TELL_COLLEAGUE),
    "break_glass_ended": (COLLEAGUE, "that their emergency opening was ended", TELL_COLLEAGUE),
    "break_glass_to_review": (COLLEAGUE, "that an emergency opening is to be reviewed", TELL_COLLEAGUE),
}


@dataclass(frozen=True)
class Undelivered:
    key: str
    template: str
    agency: str  # its name, for a message to an agency
    posted_at: datetime
    failed_at: datetime

    @property
    def is_to_a_person(self) -> bool:
        """Whether this is the copy, for whoever works on the case, of a reminder of the duty team."""
        return self.key.endswith(COPY_TO_A_PERSON)

    @property
    def who(self) -> str:
        return self.agency or (COLLEAGUE if self.is_to_a_person else WORDS[self.template][0])

    @property
    def what(self) -> str:
        return WORDS[self.template][1]

    @property
    def next_step(self) -> str:
        return TELL_COLLEAGUE if self.is_to_a_person else WORDS[self.template][2]


def undelivered_of(referral: Referral) -> list[Undelivered]:
    """Return the messages about this case that were given up, the newest first, for whoever sees the case."""
    return with_words(rows_of("mash_undelivered", Undelivered, referral.pk))


def with_words(messages: list[Undelivered]) -> list[Undelivered]:
    """Return the messages without those of a kind that is no longer sent."""
    return [message for message in messages if message.template in WORDS]


def reached(feedback: str, undelivered: Collection[Undelivered]) -> bool:
    """Whether the referrer got this feedback (its key), as far as anybody knows: its e-mail was not given up."""
    return f"feedback:{feedback}" not in {message.key for message in undelivered}
