"""The answers of the referrer as rows, for the case page, the referral page and triage."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mash.govuk.choices import YES_NO_NOT_KNOWN
from referrals import codes
from referrals.models import Referral

YES_NO = dict(YES_NO_NOT_KNOWN)
NOT_KNOWN = "Not known"  # the referrer did not know, or is of the public and was not asked


@dataclass(frozen=True)
class ReferrerRow:
    """One row of the summary. `fields` are the fields of Referral that it shows.

    `if_empty` is shown if there is no answer; None leaves the row out.
    """

    fields: tuple[str, ...]
    label: str | Callable[[Referral], str]
    words: Callable[[Referral], str]
    if_empty: str | None = None
    confidential: bool = False

    def drawn(self, referral: Referral, *, printed: bool) -> dict | None:
        """Return the row for the template, or None to leave it out."""
        value = self.words(referral) or self.if_empty
        if value is None:
            return None
        row = {"key": self.label if isinstance(self.label, str) else self.label(referral), "value": value}
        if self.confidential:
            row |= {"value": "Not printed"} if printed else {"folded": "Keep it so: never printed"}
        return row


def _text(field: str, label: str, **more) -> ReferrerRow:
    return ReferrerRow((field,), label, lambda referral: getattr(referral, field), **more)


def _choice(field: str, label: str | Callable[[Referral], str], **more) -> ReferrerRow:
    return ReferrerRow((field,), label, lambda referral: getattr(referral, f"get_{field}_display")(), **more)


def _yes_no(field: str, label: str) -> ReferrerRow:
    def words(referral: Referral) -> str:
        answer = getattr(referral, field)
        return YES_NO.get(answer, answer)

    return ReferrerRow((field,), label, words)


CONCERN = [
    _yes_no("immediate_danger", "In immediate danger"),
    ReferrerRow(
        ("concerns", "risk_types"),
        "Concerns",
        lambda referral: ", ".join([*referral.concern_labels, *referral.risk_labels]),
        if_empty=NOT_KNOWN,
    ),
    _text("what_happened", "What happened", if_empty=""),
    _text("worries", "What they are worried about", if_empty=""),
    _text("working_well", "What is working well", if_empty=""),
    _text("needs_to_happen", "What needs to happen", if_empty=""),
    _text("words_of_the_person", "In the person’s own words"),
    _text("when_and_where", "When and where"),
    _text("how_often", "How often, and since when"),
    _text("earlier_worries", "Earlier worries, and what was done"),
    _choice("basis_of_concern", "How they know"),
    _choice("risk_location", "Where the risk is"),
    _yes_no("children_at_risk", "Children in the home at risk"),
    _text("risk_to_visitors", "Risk to professionals who visit"),
    _text("actions_so_far", "Actions taken so far"),
    ReferrerRow(("known_to",), "Is or was under", lambda referral: ", ".join(referral.known_to_labels)),
    _yes_no("regulator_told", "CQC or commissioner told"),
    _text("police_reference", "Police reference"),
    _text("desired_outcome", "What the referrer hopes for"),
    _choice("threshold_thought", "Level of need, as the referrer sees it"),
]
# Whether the family or the adult knows, and whether they agree to a service, are separate
# questions.
FAMILY = [
    ReferrerRow(
        ("family_informed",),
        lambda referral: "Family told" if referral.about_children else "Adult told",
        lambda referral: codes.TOLD_BY_REFERRER.get(referral.family_informed, ""),
        if_empty=NOT_KNOWN,
    ),
    _choice("service_agreement", "Agreed to a service", if_empty=NOT_KNOWN),
    _text("family_views", "What they said"),
    _choice("not_informed_reason", "Why they were not told"),
    _text("not_informed_detail", "More about not telling them"),
    _text("agreement_detail", "About the agreement"),
    _text("keep_confidential", "To be kept confidential", confidential=True),
    _yes_no("adult_aware", "Does the adult know"),
    _text("adult_wishes", "What the adult wants"),
    _text("capacity_doubt", "Doubt about capacity"),
]


def concern_rows(referral: Referral) -> list[dict]:
    """Return the rows about the concern. Questions that are always asked have a row in any case."""
    return _drawn(CONCERN, referral)


def hub_rows(referral: Referral) -> list[dict]:
    """Return the row of the concerns that the hub added, which are no words of the referrer."""
    added = ", ".join(referral.hub_concern_labels)
    return [{"key": "Concerns the hub added", "value": added}] if added else []


def family_rows(referral: Referral, *, printed: bool = False) -> list[dict]:
    """Return the rows about what the family or the adult knows and agreed to.

    Confidential answers are never printed.
    """
    return _drawn(FAMILY, referral, printed=printed)


def _drawn(rows: Iterable[ReferrerRow], referral: Referral, *, printed: bool = False) -> list[dict]:
    return [row for row in (row.drawn(referral, printed=printed) for row in rows) if row is not None]
