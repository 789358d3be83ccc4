"""Where the decision about each subject of a case stands: its versions, newest first."""

from dataclasses import dataclass, field
from typing import Self

from referrals import codes
from referrals.codes import Status
from referrals.models import Decision, Person, Referral


@dataclass
class SubjectStanding:
    subject: Person
    versions: list[Decision] = field(default_factory=list)

    @property
    def newest(self) -> Decision | None:
        return self.versions[0] if self.versions else None

    @property
    def state(self) -> str:
        return self.newest.state if self.newest else ""

    @property
    def in_force(self) -> Decision | None:
        """The signed version that holds now, even while a correction of it is being written."""
        return next((decision for decision in self.versions if decision.state == Decision.State.SIGNED), None)

    @property
    def words(self) -> str:
        if self.newest is None:
            return "Not decided yet"
        if self.newest.state == Decision.State.DRAFT:
            return "Correction drafted, not signed" if self.newest.version > 1 else "Drafted, not signed"
        return self.newest.get_state_display()

    @property
    def colour(self) -> str:
        return COLOURS.get(self.state, "grey")


COLOURS = {
    Decision.State.DRAFT: "yellow",
    Decision.State.SECOND_SIGNATURE: "orange",
    Decision.State.SIGNED: "green",
}


@dataclass
class Standings:
    """Every subject of one case."""

    all: list[SubjectStanding]

    @classmethod
    def of(cls, referral: Referral) -> Self:
        by_person = {person.pk: SubjectStanding(person) for person in referral.people.filter(is_subject=True)}
        people = ("by", "signed_by", "second_signed_by")
        decisions = referral.decisions.select_related(*people).prefetch_related("citations", "views__agency")
        for decision in decisions.order_by("-version"):
            decision.referral = referral
            decision.subject = by_person[decision.subject_id].subject
            by_person[decision.subject_id].versions.append(decision)
        return cls(list(by_person.values()))

    @property
    def undecided(self) -> list[Person]:
        return [standing.subject for standing in self.all if not standing.versions]

    def waiting(self, state: str) -> list[Decision]:
        return [standing.newest for standing in self.all if standing.newest and standing.newest.state == state]

    @property
    def all_signed(self) -> bool:
        return bool(self.all) and all(standing.state == Decision.State.SIGNED for standing in self.all)

    def stand_again(self, referral: Referral) -> bool:
        """The case was reopened, and every decision stands as it was signed: nothing is being corrected."""
        return referral.status == Status.DECIDING and self.all_signed

    @property
    def in_force(self) -> list[Decision]:
        return [standing.in_force for standing in self.all if standing.in_force]


def stage_of(referral: Referral) -> Decision.Stage:
    """A way out taken at triage, without asking anybody, is decided and signed just as a full decision is."""
    early = referral.recommended_exit and not referral.requests.exists()
    return Decision.Stage.EARLY_EXIT if early else Decision.Stage.FULL


def triage_rationale(referral: Referral) -> str:
    """Why triage sent the case straight to be decided; nothing once agencies were asked."""
    if stage_of(referral) != Decision.Stage.EARLY_EXIT:
        return ""
    deciding = referral.moves.filter(name="start deciding").exclude(reason="").last()
    return deciding.reason.removeprefix(f"{referral.get_recommended_exit_display()}: ") if deciding else ""


def prefilled_outcome(referral: Referral, outcomes: list[codes.Outcome]) -> str:
    """What triage recommended, where it is open to these subjects (family help, for instance, is for children)."""
    if not referral.recommended_exit:
        return ""
    recommended = codes.EARLY_EXIT_OUTCOMES[codes.EarlyExit(referral.recommended_exit)]
    if recommended not in outcomes and recommended == codes.Outcome.FAMILY_HELP:
        recommended = codes.Outcome.TARGETED_SERVICE
    return recommended.value if recommended in outcomes else ""
