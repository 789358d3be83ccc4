"""The next steps of a case in one table: the words of each, its permission and its conditions."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from agencies import roles
from referrals.access.adults import manages
from referrals.codes import Rating, Status
from referrals.models import Decision, LawfulBasis, Referral
from referrals.overview.notifications import Notification
from referrals.overview.returnable import why_not_returnable
from referrals.workflow import BEFORE_DECISION, MOVES, check_may_draft, why_not

S = Status
ALWAYS = frozenset(Status)
OPEN = ALWAYS - frozenset(Status.ended())
TRIAGED_TO_DECIDING = frozenset(BEFORE_DECISION) - {S.RECEIVED}


# A snapshot and not a query for each step: one page asks about all of them.
@dataclass(frozen=True)
class CaseState:
    """The facts about a case on which its next steps depend, loaded once for a page."""

    referral: Referral
    newest_decisions: tuple[Decision, ...]
    any_undecided: bool  # a subject has no decision, not even a draft
    any_in_force: bool  # a signed decision exists, even if it is being corrected
    referrer_told: bool  # since the decision
    basis: LawfulBasis | None = None  # the newest
    any_request_open: bool = False
    any_clock_runs: bool = False  # one that could be paused
    any_clock_paused: bool = False
    recommended: str = ""  # the newest recommended rating
    telling_due: bool = False  # the day has come by which those who do not know are told
    notifications: tuple[Notification, ...] = ()  # that the law asks for, and nobody has recorded as made

    def any_is(self, state: str) -> bool:
        return any(decision.state == state for decision in self.newest_decisions)

    @property
    def status(self) -> Status:
        return Status(self.referral.status)

    @property
    def all_signed(self) -> bool:
        signed = [decision.state == Decision.State.SIGNED for decision in self.newest_decisions]
        return bool(signed) and all(signed) and not self.any_undecided

    @property
    def is_reopened(self) -> bool:
        """The case is open again, and every decision is still as signed: none is corrected."""
        return self.status == S.DECIDING and self.all_signed

    @property
    def is_to_decide(self) -> bool:
        """The case waits for nothing before it is decided."""
        return self.status == S.DECIDING or (self.status == S.GATHERING and not self.any_request_open)

    @property
    def may_be_returned(self) -> bool:
        return not why_not_returnable(self.referral, recommended=self.recommended)

    @property
    def basis_waits(self) -> bool:
        return self.basis is not None and not self.basis.permits_asking

    @property
    def may_be_authorised(self) -> bool:
        """A basis waits for a manager: before the decision, or while somebody is to be told or to authorise."""
        days = self.referral.tell_by or self.referral.authorise_by
        return self.basis_waits and (self.status != S.DECIDED or bool(days))

    @property
    def may_be_closed(self) -> bool:
        """The referrer is told, and nobody is still to be told or to authorise what was asked."""
        waits = self.referral.tell_by or self.referral.authorise_by
        return self.referrer_told and not waits and (self.status == S.DECIDED or self.is_reopened)

    @property
    def is_red(self) -> bool:
        return self.referral.rating == Rating.RED

    @property
    def somebody_does_not_know(self) -> bool:
        """Somebody can be told, though it may have been said that they never will be."""
        return self.basis is not None and bool(self.basis.untold)

    @property
    def somebody_waits(self) -> bool:
        """Somebody is still to be told that agencies are asked."""
        return self.basis is not None and bool(self.basis.still_to_tell)

    def may_say_never(self, user) -> bool:
        """Whether this user may say that somebody will never be told: not who recorded the basis."""
        return self.basis is not None and bool(self.basis.still_to_tell) and self.basis.by_id != user.pk

    def waits_for_second_signature(self, user) -> bool:
        """Whether a decision waits for a second signature that this user may give."""
        # Two people sign: the one who signed first cannot give the second signature.
        return any(
            d.state == Decision.State.SECOND_SIGNATURE and d.signed_by_id != user.pk for d in self.newest_decisions
        )

    def may_be_handed_back(self, user) -> bool:
        """Whether the user may hand the case back: its worker, or somebody who allocates cases."""
        worker = self.referral.allocated_to_id
        return worker is not None and (worker == user.pk or user.has_perm(roles.ALLOCATE))


type Condition = Callable[[CaseState, object], bool]


@dataclass(frozen=True)
class Step:
    """A step that a user can take: one page of a case.

    `name` is the URL name; `words` is the title of the page and the text of every link to it.
    `stages` are the statuses in which the page works, `offered` says whether the step makes sense
    for this case and user, and `leads` whether it is the next thing to do: the green button.
    """

    name: str
    words: str
    permission: str
    stages: Collection[Status]
    offered: Condition = lambda case, user: True
    leads: Condition = lambda case, user: False
    only_reads: bool = False  # useful to a user who may only read the case

    @property
    def page(self) -> str:
        return f"referrals:{self.name}"


# The order matters: the first step that leads is the green button, and links are in this order.
_STEPS = (
    Step("note", "Add a note", roles.ADD_NOTE, ALWAYS),
    Step("flag", "Flag: look at this now", roles.ADD_NOTE, ALWAYS),
    Step("add_concerns", "Add a concern", roles.ADD_NOTE, OPEN),
    Step("add_person", "Add a person", roles.RECORD_FACTS, OPEN),
    Step("add_professional", "Add a professional", roles.RECORD_FACTS, OPEN),
    Step("link_case", "Link to another case", roles.ADD_NOTE, ALWAYS),
    Step("allocate", "Allocate the case", roles.ALLOCATE, OPEN),
    Step("triage", "Triage", roles.TRIAGE, {S.RECEIVED}, leads=lambda case, user: True),
    Step("recommend", "Recommend at triage", roles.RECOMMEND, {S.RECEIVED}, leads=lambda case, user: True),
    Step("rate", "Change the rating", roles.TRIAGE, TRIAGED_TO_DECIDING),
    Step(
        "told",
        "Record that they were told",
        roles.RECORD_BASIS,
        OPEN - {S.RECEIVED},
        offered=lambda case, user: case.somebody_does_not_know,
        leads=lambda case, user: (
            case.telling_due or (case.status == S.DECIDED and case.referrer_told and case.somebody_waits)
        ),
    ),
    Step(
        "never_told",
        "Record that somebody will never be told",
        roles.AUTHORISE_NOT_TELLING,
        OPEN - {S.RECEIVED},
        offered=lambda case, user: case.may_say_never(user),
    ),
    Step(
        "telling",
        "Say why they cannot be told yet",
        roles.RECORD_BASIS,
        TRIAGED_TO_DECIDING | {S.DECIDED},
        offered=lambda case, user: case.telling_due,
    ),
    Step(
        "lawful_basis",
        "Record the lawful basis",
        roles.RECORD_BASIS,
        BEFORE_DECISION,
        offered=lambda case, user: case.status != S.RECEIVED,
        leads=lambda case, user: case.status == S.TRIAGED and case.basis is None,
    ),
    Step(
        "authorise",
        "Authorise asking",
        roles.AUTHORISE_NOT_TELLING,
        {*BEFORE_DECISION, S.DECIDED},
        offered=lambda case, user: case.may_be_authorised,
        leads=lambda case, user: bool(case.referral.authorise_by) or (case.status == S.TRIAGED and not case.is_red),
    ),
    Step(
        "request_information",
        "Ask agencies",
        roles.REQUEST_INFORMATION,
        MOVES["request information"][0],
        leads=lambda case, user: case.status == S.TRIAGED and case.basis is not None and case.basis.serves_asking,
    ),
    Step("record_discussion", "Record a strategy discussion", roles.RECORD_FACTS, TRIAGED_TO_DECIDING | {S.DECIDED}),
    Step("give_action", "Give somebody something to do", roles.RECORD_FACTS, TRIAGED_TO_DECIDING | {S.DECIDED}),
    Step(
        "collation",
        "See answers",
        roles.COLLATE,
        {S.GATHERING, S.DECIDING, S.DECIDED, S.CLOSED},
        leads=lambda case, user: case.status == S.GATHERING and case.any_request_open,
        only_reads=True,
    ),
    Step(
        "decide",
        "Decide",
        roles.DRAFT_DECISION,
        BEFORE_DECISION,
        offered=lambda case, user: case.any_undecided and why_not(check_may_draft, case.referral) is None,
        leads=lambda case, user: case.is_to_decide,
    ),
    Step(
        "sign",
        "Sign the decision",
        roles.SIGN_DECISION,
        OPEN,
        offered=lambda case, user: case.any_is(Decision.State.DRAFT),
        leads=lambda case, user: case.is_to_decide,
    ),
    Step(
        "second_sign",
        "Give the second signature",
        roles.SIGN_DECISION,
        ALWAYS,
        offered=lambda case, user: case.waits_for_second_signature(user),
        leads=lambda case, user: case.is_to_decide,
    ),
    Step(
        "decision",
        "See the decision",
        roles.DRAFT_DECISION,
        {S.GATHERING, S.DECIDING},
        offered=lambda case, user: case.is_to_decide and not case.any_undecided and not case.all_signed,
        leads=lambda case, user: True,
        only_reads=True,
    ),
    Step(
        "notify",
        "Record a notification that the law asks for",
        roles.DRAFT_DECISION,
        ALWAYS,
        offered=lambda case, user: bool(case.notifications),
    ),
    Step(
        "feedback",
        "Tell the referrer",
        roles.SEND_FEEDBACK,
        {*MOVES["close"][0], S.CLOSED},
        # A case can be closed before the e-mail to its referrer is given up.
        offered=lambda case, user: (
            not case.referrer_told and (case.status in (S.DECIDED, S.CLOSED) or case.is_reopened)
        ),
        leads=lambda case, user: case.status in (S.DECIDED, S.CLOSED),
    ),
    Step(
        "close",
        "Close the case",
        roles.CLOSE,
        MOVES["close"][0],
        offered=lambda case, user: case.may_be_closed,
        leads=lambda case, user: case.status == S.DECIDED,
    ),
    Step(
        "release",
        "Release a product",
        roles.RELEASE_PRODUCT,
        ALWAYS,
        offered=lambda case, user: case.any_in_force,
    ),
    Step(
        "correct",
        "Correct a signed decision",
        roles.DRAFT_DECISION,
        ALWAYS - {S.RETURNED, S.TRANSFERRED},
        offered=lambda case, user: case.any_is(Decision.State.SIGNED),
        leads=lambda case, user: case.is_to_decide and case.all_signed,
    ),
    Step("end_as_duplicate", "End as a duplicate of another case", roles.CLOSE, MOVES["end as a duplicate"][0]),
    Step("reopen", "Reopen the case", roles.CLOSE, MOVES["reopen"][0]),
    Step("pause_clock", "Pause the clock", roles.TRIAGE, OPEN, offered=lambda case, user: case.any_clock_runs),
    Step(
        "resume_clock",
        "End the pause",
        roles.CLAIM,
        OPEN - {S.RETURNED},
        offered=lambda case, user: case.any_clock_paused,
    ),
    Step(
        "receive_again",
        "Receive again",
        roles.KEY_REFERRAL,
        MOVES["receive again"][0],
        leads=lambda case, user: True,
    ),
    Step(
        "return_referral",
        "Return to the referrer",
        roles.TRIAGE,
        MOVES["return to referrer"][0],
        offered=lambda case, user: case.may_be_returned,
    ),
    Step(
        "transfer",
        "Record the other council’s answer",
        roles.TRANSFER,
        OPEN,
        offered=lambda case, user: case.referral.is_forwarded,
    ),
    Step("forward", "Forward to another area", roles.TRIAGE, MOVES["transfer"][0]),
    Step("who_can_see", "Give or withdraw access", roles.RESTRICT, ALWAYS),
    Step("protect_identity", "Protect an identity", roles.JUDGE_PAIR, ALWAYS),
    Step(
        "hand_back",
        "Hand back to the team",
        roles.CLAIM,
        OPEN,
        offered=lambda case, user: case.may_be_handed_back(user),
    ),
    Step(
        "restrict",
        "Restrict this case",
        roles.RESTRICT,
        ALWAYS,
        offered=lambda case, user: not case.referral.restricted,
    ),
    Step(
        "decide_restriction",
        "Decide whether it stays restricted",
        roles.RESTRICT,
        ALWAYS,
        offered=lambda case, user: case.referral.is_carried,
    ),
    Step(
        "unrestrict",
        "Open this case to the team again",
        roles.RESTRICT,
        ALWAYS,
        offered=lambda case, user: case.referral.restricted and not case.referral.is_carried,
    ),
)
# By URL name, for templates and pages that link to a single step.
STEPS = {step.name: step for step in _STEPS}


def steps_offered(case: CaseState, user) -> list[Step]:
    """Return every step that this user can take now."""
    return [
        step
        for step in _STEPS
        if case.status in step.stages
        and user.has_perm(step.permission)
        and step.offered(case, user)
        and manages(user, step.permission, case.referral)
    ]


def leading_step(case: CaseState, steps: Iterable[Step], user) -> Step | None:
    """Return the next thing for this user to do, or None if others must act or nothing is left."""
    return next((step for step in steps if step.leads(case, user)), None)


def may_claim(referral: Referral, user) -> bool:
    """Whether the user may take on the case."""
    return referral.allocated_to_id is None and not referral.is_ended and user.has_perm(roles.CLAIM)
