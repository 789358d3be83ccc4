"""Where the decision on each subject of a case stands, with its versions, newest first."""

from dataclasses import dataclass, field
from typing import Self

from referrals import codes
from referrals.codes import Status
from referrals.models import Decision, Person, Referral


@dataclass
class SubjectStanding:
    """One subject and the versions of their decision, newest first."""

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
        """Return the signed version in force, even while a correction is drafted."""
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
    """The standings of all subjects of one case."""

    all: list[SubjectStanding]

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """Load the subjects and all versions of their decisions."""
        by_person = {person.pk: SubjectStanding(person) for person in referral.people.filter(is_subject=True)}
        people = ("by", "signed_by", "second_signed_by")
        decisions = referral.decisions.select_related(*people).prefetch_related("citations", "views__agency")
        for decision in decisions.order_by("-version"):
            # Reuses the loaded rows: otherwise each decision would query its case again.
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
        """Whether the case was reopened and no decision has been changed."""
        return referral.status == Status.DECIDING and self.all_signed

    @property
    def in_force(self) -> list[Decision]:
        return [standing.in_force for standing in self.all if standing.in_force]


def stage_of(referral: Referral) -> Decision.Stage:
    """Return the stage of new decisions: an early exit if triage chose one and nobody was asked."""
    early = referral.recommended_exit and not referral.requests.exists()
    return Decision.Stage.EARLY_EXIT if early else Decision.Stage.FULL


def triage_rationale(referral: Referral) -> str:
    """Return triage's reason for an early exit; empty once agencies were asked."""
    if stage_of(referral) != Decision.Stage.EARLY_EXIT:
        return ""
    deciding = referral.moves.filter(name="start deciding").exclude(reason="").last()
    return deciding.reason.removeprefix(f"{referral.get_recommended_exit_display()}: ") if deciding else ""


def prefilled_outcome(referral: Referral, outcomes: list[codes.Outcome]) -> str:
    """Return the outcome triage recommended, if it is open to these subjects.

    Early help, for instance, is for children; adults get a targeted service instead.
    """
    if not referral.recommended_exit:
        return ""
    recommended = codes.EARLY_EXIT_OUTCOMES[codes.EarlyExit(referral.recommended_exit)]
    if recommended not in outcomes and recommended == codes.Outcome.EARLY_HELP:
        recommended = codes.Outcome.TARGETED_SERVICE
    return recommended.value if recommended in outcomes else ""
