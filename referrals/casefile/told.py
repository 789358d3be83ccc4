"""What the referrer told us, in their words and order: for the case page and for the referral as it came in."""

from mash.govuk.choices import YES_NO_NOT_KNOWN
from referrals.models import Referral

YES_NO = dict(YES_NO_NOT_KNOWN)
NOT_KNOWN = "Not known"  # every referrer is asked these, so no answer means that they could not tell

CONFIDENTIAL = "To be kept confidential"


def concern_rows(referral: Referral) -> list[dict]:
    """What is worrying; what is always asked is shown even where nothing was answered."""
    always = [
        ("Concerns", ", ".join([*referral.concern_labels, *referral.risk_labels]) or NOT_KNOWN),
        ("What happened", referral.what_happened),
        ("What they are worried about", referral.worries),
        ("What is working well", referral.working_well),
        ("What needs to happen", referral.needs_to_happen),
    ]
    given = [
        ("In immediate danger", YES_NO.get(referral.immediate_danger, referral.immediate_danger)),
        ("In the person’s own words", referral.words_of_the_person),
        ("When and where", referral.when_and_where),
        ("How often, and since when", referral.how_often),
        ("Earlier worries, and what was done", referral.earlier_worries),
        ("How they know", referral.get_basis_of_concern_display()),
        ("Where the risk is", referral.get_risk_location_display()),
        ("Children in the home at risk", YES_NO.get(referral.children_at_risk, "")),
        ("Risk to professionals who visit", referral.risk_to_visitors),
        ("Actions taken so far", referral.actions_so_far),
        ("Is or was under", ", ".join(referral.known_to_labels)),
        ("CQC or commissioner told", YES_NO.get(referral.regulator_told, "")),
        ("Police reference", referral.police_reference),
        ("What the referrer hopes for", referral.desired_outcome),
        ("Level of need, as the referrer sees it", referral.get_threshold_thought_display()),
    ]
    return _rows(always) + _rows(given, only_given=True)


def telling_rows(referral: Referral, *, printed: bool = False) -> list[dict]:
    """Whether the family or the adult knows, and whether they agreed to a service: two questions, never one."""
    always = [
        (
            "Family told" if referral.about_children else "Adult told",
            referral.get_family_informed_display() or NOT_KNOWN,
        ),
        ("Agreed to a service", referral.get_service_agreement_display() or NOT_KNOWN),
    ]
    given = [
        ("What they said", referral.family_views),
        ("Why they were not told", referral.get_not_informed_reason_display()),
        ("More about not telling them", referral.not_informed_detail),
        ("About the agreement", referral.agreement_detail),
        (CONFIDENTIAL, referral.keep_confidential),
        ("Does the adult know", YES_NO.get(referral.adult_aware, "")),
        ("What the adult wants", referral.adult_wishes),
        ("Doubt about capacity", referral.capacity_doubt),
    ]
    rows = _rows(always) + _rows(given, only_given=True)
    for row in rows:
        if row["key"] == CONFIDENTIAL:
            row |= {"value": "Not printed"} if printed else {"folded": "Keep it so: never printed"}
    return rows


def _rows(pairs: list[tuple[str, str]], *, only_given: bool = False) -> list[dict]:
    return [{"key": key, "value": value} for key, value in pairs if value or not only_given]
