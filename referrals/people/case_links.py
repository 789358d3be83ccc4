"""Links between cases: what they say on each of the two, making them and undoing them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit.recording import record
from mash.refusals import RuleViolation, need, translate_unique_violation
from referrals import events
from referrals.access.visible import only_read, visible_referrals
from referrals.models import CaseLink, Referral
from referrals.models.identifiers import as_written
from referrals.workflow import lock, touch

Kind = CaseLink.Kind
# What a case says of the other: on the first of a link, and on the second.
SAYS = {
    (Kind.SAME_INCIDENT, True): "Tells of the same incident",
    (Kind.SAME_INCIDENT, False): "Tells of the same incident",
    (Kind.SIBLINGS, True): "Brothers and sisters",
    (Kind.SIBLINGS, False): "Brothers and sisters",
    (Kind.DUPLICATE, True): "This case is a duplicate of it, and ended into it",
    (Kind.DUPLICATE, False): "A duplicate of this case, which was told again",
    (Kind.SUPERSEDES, True): "This case takes the place of it",
    (Kind.SUPERSEDES, False): "Takes the place of this case",
}
NOT_THERE = "There is no case with this reference that you can see. Check the reference."
ALREADY = "These two cases are linked like this already."
ENDED_ALREADY = "This case is a duplicate of another already."


@dataclass(frozen=True)
class ShownLink:
    """A standing link as one of its two cases shows it."""

    pk: UUID
    kind: str
    is_first: bool
    why: str

    @property
    def words(self) -> str:
        return SAYS[Kind(self.kind), self.is_first]

    @property
    def is_of_one_incident(self) -> bool:
        return self.kind in CaseLink.OF_ONE_INCIDENT

    @property
    def may_be_undone(self) -> bool:
        """A duplicate is reopened, which undoes its link."""
        return self.kind != Kind.DUPLICATE


def case_to_link(referral: Referral, reference: str, *, by, field: str = "other") -> Referral:
    """Return the case with this reference, if this one may be linked with it. Raises RuleViolation.

    One that this person may not see is answered as one that does not exist.
    """
    other = (
        visible_referrals(by).select_related("hub").filter(reference=as_written(reference.replace("\x00", ""))).first()
    )
    if other is None:
        raise RuleViolation(NOT_THERE, field=field)
    if other.pk == referral.pk:
        raise RuleViolation("This is the reference of this case. Enter that of another.", field=field)
    if other.hub_id != referral.hub_id:
        raise RuleViolation("It is a case of another hub. Only cases of one hub are linked.", field=field)
    if only_read(by, [other]):
        raise RuleViolation("You can only read that case, so you cannot link it.", field=field)
    return other


def lock_all(referral: Referral, others: Iterable[Referral], *, seen: int | None = None) -> list[Referral]:
    """Return the newest rows of a case and of others, locked. `seen` is the version of the first on the screen.

    The order of their keys is the same for everybody, so two people who link the same two cases never wait for one
    another. Raises StalePage, and RuleViolation if one of them can no longer be changed.
    """
    cases = [referral, *others]
    in_order = sorted(cases, key=lambda case: case.pk)
    locked = {case.pk: lock(case, seen=seen if case.pk == referral.pk else None) for case in in_order}
    return [locked[case.pk] for case in cases]


def add_link(first: Referral, second: Referral, *, kind: str, why: str, by, now: datetime) -> CaseLink:
    """Link two locked cases, record it in the log of both, and make open pages of both stale. Raises RuleViolation."""
    need(why, "Enter why.", "why")
    if kind not in CaseLink.ONE_WAY:
        first, second = sorted((first, second), key=lambda case: case.pk)
    # Only these constraints know of links that this person cannot see.
    clashes = {
        "one_standing_link_of_a_kind": RuleViolation(ALREADY, field="other"),
        "one_duplicate_ends_once": RuleViolation(ENDED_ALREADY, field="other"),
    }
    with translate_unique_violation(**clashes):
        link = CaseLink.objects.create(hub=first.hub, first=first, second=second, kind=kind, why=why, by=by, at=now)
    _note(events.CASES_LINKED, link, first, second, what="linked it with another case", by=by, now=now)
    return link


def take_back(link: CaseLink, first: Referral, second: Referral, *, why: str, by, now: datetime) -> None:
    """Undo a standing link of two locked cases. Raises RuleViolation if a colleague did so meanwhile."""
    need(why, "Enter why it is undone.", "why")
    standing = CaseLink.objects.standing().filter(pk=link.pk).first()
    if standing is None:
        raise RuleViolation("A colleague has undone this link already. Go back to the case.")
    standing.undone_at, standing.undone_by, standing.undone_why = now, by, why
    standing.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _note(events.CASES_UNLINKED, link, first, second, what="undid its link with another case", by=by, now=now)


def _note(kind, link: CaseLink, first: Referral, second: Referral, *, what: str, by, now: datetime) -> None:
    for case, other in ((first, second), (second, first)):
        record(
            kind,
            about=case,
            by=by,
            now=now,
            case_link=str(link.pk),
            link_kind=str(link.kind),
            references=[other.reference],
        )
        touch(case, by=by, now=now, what=what)
