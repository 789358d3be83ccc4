"""A lawful basis in words, as a signed record freezes it, and as rows of a summary."""

from mash.govuk.moments import words
from referrals.models import LawfulBasis

LABELS = {"purpose": "Purpose", "gateway": "Power"}


def in_words(basis: LawfulBasis) -> dict[str, str]:
    """Return its answers in words, by field; those for adults only if there are any."""
    adults = {"adult_purpose": basis.get_adult_purpose_display(), "adult_gateway": basis.get_adult_gateway_display()}
    return {
        "purpose": basis.get_purpose_display(),
        "gateway": basis.get_gateway_display(),
        **(adults if basis.adult_gateway else {}),
        "article6": basis.get_article6_display(),
        "article9": basis.get_article9_display(),
        "necessity": basis.necessity,
        "family_informed": basis.get_family_informed_display(),
        "agreement": basis.get_agreement_display(),
        "not_informed_reason": basis.get_not_informed_reason_display(),
        "not_informed_detail": basis.not_informed_detail,
        "authorised_by": basis.authorised_by.name if basis.authorised_by else "",
    }


def frozen_rows(frozen: dict[str, str]) -> list[dict]:
    """Return the rows of a basis as `in_words` gave it, for the record of a decision."""
    rows = _rows(frozen)
    return [*rows, {"key": "Authorised by", "value": frozen["authorised_by"]}] if frozen["authorised_by"] else rows


def basis_rows(basis: LawfulBasis) -> list[dict]:
    """Return the rows of a basis, with who recorded and who authorised it, and when."""
    rows = [*_rows(in_words(basis)), {"key": "Recorded", "value": f"{_name(basis.by)}, {words(basis.at)}"}]
    if basis.authorised_at:
        rows.append({"key": "Authorised", "value": f"{_name(basis.authorised_by)}, {words(basis.authorised_at)}"})
    return rows


def _rows(basis: dict[str, str]) -> list[dict]:
    informed = [basis[name] for name in ("family_informed", "not_informed_reason", "not_informed_detail")]
    return [
        *({"key": label, "value": _for_each(basis, name)} for name, label in LABELS.items()),
        {"key": "UK GDPR", "value": f"{basis['article6']}\n{basis['article9']}"},
        {"key": "Necessary and proportionate", "value": basis["necessity"]},
        {"key": "Family or adult knows", "value": "\n".join(filter(None, informed))},
        {"key": "Agreed to a service", "value": basis["agreement"]},
    ]


def _for_each(basis: dict[str, str], name: str) -> str:
    """Return the answer, or one line for the children and one for the adults if both were asked."""
    if not basis.get(f"adult_{name}"):
        return basis[name]
    return f"For the children: {basis[name]}\nFor the adults: {basis[f'adult_{name}']}"


def _name(user) -> str:
    return user.name if user else ""
