"""What this person can sensibly do next with a case: the one green button, and the links beside it."""

from dataclasses import dataclass

from agencies import roles
from referrals.codes import Status
from referrals.models import Decision, LawfulBasis, Referral

S = Status
OPEN = frozenset(Status) - frozenset(Status.ended())
BEFORE_DECISION = OPEN - {S.DECIDED}


@dataclass(frozen=True)
class Step:
    """The name of a page about this case, and the words that lead to it."""

    name: str
    words: str

    @property
    def page(self) -> str:
        return f"referrals:{self.name}"

    @property
    def only_reads(self) -> bool:
        """Leads to a page that somebody who may not change the case can use."""
        return self.name in ("collation", "decision")


@dataclass(frozen=True)
class Standing:
    """What decides the next step: the newest lawful basis, whether agencies owe answers, the newest decisions."""

    basis: LawfulBasis | None
    any_asked: bool
    any_open: bool
    undecided: bool
    decisions: tuple[Decision, ...]
    told: bool
    any_runs: bool = False  # a clock that could be paused
    any_paused: bool = False

    @property
    def any_signed(self) -> bool:
        return any(decision.state == "signed" for decision in self.decisions)

    @property
    def all_signed(self) -> bool:
        return not self.undecided and all(decision.state == "signed" for decision in self.decisions)

    @property
    def any_draft(self) -> bool:
        return any(decision.state == "draft" for decision in self.decisions)

    def waits_for_second(self, user) -> bool:
        """A second signature is another person's than the first."""
        waiting = [decision for decision in self.decisions if decision.state == "second_signature"]
        return any(decision.signed_by_id != user.pk for decision in waiting)


def next_step(referral: Referral, standing: Standing, user) -> Step | None:
    """The first of the fitting steps this person's roles allow; none where others must act, or nothing is left."""
    wanted = _STEPS.get(Status(referral.status), lambda *_: [])(referral, standing, user)
    return next((step for permission, step in wanted if user.has_perm(permission)), None)


def _received(referral: Referral, standing: Standing, user):
    return [(roles.TRIAGE, Step("triage", "Triage")), (roles.RECOMMEND, Step("recommend", "Recommend at triage"))]


def _triaged(referral: Referral, standing: Standing, user):
    if standing.basis is None:
        return [(roles.RECORD_BASIS, Step("lawful_basis", "Record the lawful basis"))]
    if not standing.basis.permits_asking:
        return [(roles.AUTHORISE_NOT_TELLING, Step("authorise", "Authorise asking"))]
    return [(roles.REQUEST_INFORMATION, Step("request_information", "Ask agencies"))]


def _gathering(referral: Referral, standing: Standing, user):
    if standing.any_open:
        return [(roles.COLLATE, Step("collation", "See answers"))]
    return _deciding(referral, standing, user)


def _deciding(referral: Referral, standing: Standing, user):
    if standing.undecided:
        return [(roles.DRAFT_DECISION, Step("decide", "Decide"))]
    if standing.all_signed:
        return [(roles.DRAFT_DECISION, Step("correct", "Correct a decision"))]
    steps = []
    if standing.any_draft:
        steps.append((roles.SIGN_DECISION, Step("sign", "Sign")))
    if standing.waits_for_second(user):
        steps.append((roles.SIGN_DECISION, Step("second_sign", "Give the second signature")))
    return [*steps, (roles.DRAFT_DECISION, Step("decision", "See the decision"))]


def _decided(referral: Referral, standing: Standing, user):
    if not standing.told:
        return [(roles.SEND_FEEDBACK, Step("feedback", "Give feedback"))]
    return [(roles.CLOSE, Step("close", "Close"))]


def _returned(referral: Referral, standing: Standing, user):
    return [(roles.KEY_REFERRAL, Step("receive_again", "Receive again"))]


_STEPS = {
    S.RECEIVED: _received,
    S.TRIAGED: _triaged,
    S.GATHERING: _gathering,
    S.DECIDING: _deciding,
    S.DECIDED: _decided,
    S.RETURNED: _returned,
}

# (permission, the stages it makes sense at, step)
_ELSEWHERE = [
    (roles.ADD_NOTE, frozenset(Status), Step("note", "Add a note")),
    (roles.ALLOCATE, OPEN, Step("allocate", "Allocate")),
    (roles.RECOMMEND, {S.RECEIVED}, Step("recommend", "Recommend at triage")),
    (roles.TRIAGE, OPEN - {S.RECEIVED, S.DECIDED}, Step("rate", "Change the rating")),
    (roles.RECORD_BASIS, {S.TRIAGED, S.GATHERING, S.DECIDING}, Step("lawful_basis", "Record the lawful basis")),
    (roles.REQUEST_INFORMATION, {S.TRIAGED, S.GATHERING, S.DECIDING}, Step("request_information", "Ask agencies")),
    (roles.COLLATE, {S.GATHERING, S.DECIDING, S.DECIDED, S.CLOSED}, Step("collation", "See answers")),
    (roles.DRAFT_DECISION, {S.GATHERING, S.DECIDING}, Step("decide", "Decide")),
    (roles.RELEASE_PRODUCT, {S.DECIDED}, Step("release", "Release a product")),
    (roles.DRAFT_DECISION, {S.DECIDING, S.DECIDED, S.CLOSED}, Step("correct", "Correct a decision")),
    (roles.SEND_FEEDBACK, {S.DECIDING}, Step("feedback", "Give feedback")),
    (roles.CLOSE, {S.DECIDING}, Step("close", "Close again, with nothing changed")),
    (roles.TRIAGE, OPEN, Step("pause_clock", "Pause the clock")),
    (roles.CLAIM, OPEN, Step("resume_clock", "End the pause")),
    (roles.TRIAGE, {S.RECEIVED, S.TRIAGED}, Step("return_referral", "Return to the referrer")),
    (roles.TRIAGE, BEFORE_DECISION, Step("transfer", "Transfer to another area")),
    (roles.CLOSE, {S.CLOSED, S.DECIDED}, Step("reopen", "Reopen")),
    (roles.RESTRICT, frozenset(Status), Step("who_can_see", "Give or withdraw access")),
]


# Steps that lead somewhere only as the decisions stand.
_NEEDS = {
    "decide": lambda standing: standing.undecided,
    "correct": lambda standing: standing.any_signed,
    "feedback": lambda standing: standing.all_signed and not standing.told,
    "close": lambda standing: standing.all_signed and standing.told,
    "pause_clock": lambda standing: standing.any_runs,
    "resume_clock": lambda standing: standing.any_paused,
}


def elsewhere(referral: Referral, standing: Standing, user, *, first: Step | None) -> list[Step]:
    """Everything else this person may do with the case as it stands."""
    steps = [
        step
        for permission, at, step in _ELSEWHERE
        if referral.status in at and user.has_perm(permission) and _NEEDS.get(step.name, lambda _: True)(standing)
    ]
    if referral.allocated_to_id and not referral.is_ended and _may_hand_back(referral, user):
        steps.append(Step("hand_back", "Hand back to the team"))
    if user.has_perm(roles.RESTRICT):
        words = "Open to the team again" if referral.restricted else "Restrict"
        steps.append(Step("unrestrict" if referral.restricted else "restrict", words))
    return [step for step in steps if first is None or step.name != first.name]


def may_claim(referral: Referral, user) -> bool:
    return referral.allocated_to_id is None and not referral.is_ended and user.has_perm(roles.CLAIM)


def _may_hand_back(referral: Referral, user) -> bool:
    return user.has_perm(roles.CLAIM) and (referral.allocated_to_id == user.pk or user.has_perm(roles.ALLOCATE))
