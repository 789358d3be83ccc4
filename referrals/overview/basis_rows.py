"""A lawful basis in words, as a signed record freezes it, and as rows of a summary."""

from collections.abc import Iterable
from datetime import date

from mash.govuk.moments import words
from mash.govuk.wording import in_sentence
from referrals import codes
from referrals.models import LawfulBasis, Person

LABELS = {"purpose": "Purpose", "gateway": "Power"}


def in_words(basis: LawfulBasis, people: Iterable[Person] | None = None) -> dict[str, str]:
    """Return its answers in words, by field; those for adults only if there are any. `people` are those of the case."""
    adults = {"adult_purpose": basis.get_adult_purpose_display(), "adult_gateway": basis.get_adult_gateway_display()}
    return {
        "purpose": basis.get_purpose_display(),
        "gateway": basis.get_gateway_display(),
        **(adults if basis.adult_gateway else {}),
        "article6": basis.get_article6_display(),
        "article9": basis.get_article9_display(),
        "article10": basis.get_article10_display(),
        "without_consent": basis.get_without_consent_display(),
        "necessity": basis.necessity,
        "section_47_reason": basis.section_47_reason,
        "family_informed": basis.get_family_informed_display(),
        "who_knows": _who_knows(basis, basis.referral.people.all() if people is None else people),
        "tellings": _tellings(basis, basis.referral.people.all() if people is None else people),
        "agreement": basis.get_agreement_display(),
        "no_agreement_reason": basis.no_agreement_reason,
        "not_informed_reason": basis.get_not_informed_reason_display(),
        "not_informed_detail": basis.not_informed_detail,
        "tell_by": words(basis.tell_by) if basis.tell_by else "",
        "objection_detail": basis.objection_detail,
        "authorised_by": basis.authorised_by.name if basis.authorised_by else "",
        "authorising_reason": basis.authorising_reason,
    }


def frozen_rows(frozen: dict[str, str]) -> list[dict]:
    """Return the rows of a basis as `in_words` gave it, for the record of a decision."""
    rows = _rows(frozen)
    return [*rows, _authorised(frozen["authorised_by"], frozen)] if frozen["authorised_by"] else rows


def basis_rows(basis: LawfulBasis, people: Iterable[Person] | None = None) -> list[dict]:
    """Return the rows of a basis, with who recorded and who authorised it, and when."""
    answers = in_words(basis, people)
    rows = [*_rows(answers), {"key": "Recorded", "value": f"{_name(basis.by)}, {words(basis.at)}"}]
    if basis.authorised_at:
        rows.append(_authorised(f"{_name(basis.authorised_by)}, {words(basis.authorised_at)}", answers))
    return rows


def _rows(basis: dict[str, str]) -> list[dict]:
    # Records signed before a question was asked have no answer to it.
    informed = [basis["family_informed"], basis.get("who_knows", ""), basis["not_informed_reason"]]
    informed += [basis["not_informed_detail"], f"To be told by {basis['tell_by']}" if basis.get("tell_by") else ""]
    informed += [basis.get("tellings", "")]
    law = [basis["article6"], basis["article9"], basis.get("article10", ""), basis.get("without_consent", "")]
    objection, section_47 = basis.get("objection_detail", ""), basis.get("section_47_reason", "")
    agreement = [basis["agreement"], basis.get("no_agreement_reason", "")]
    return [
        *({"key": label, "value": _for_each(basis, name)} for name, label in LABELS.items()),
        {"key": "UK GDPR", "value": "\n".join(filter(None, law))},
        {"key": "Necessary and proportionate", "value": basis["necessity"]},
        *([{"key": "Why section 47", "value": section_47}] if section_47 else []),
        {"key": "Family or adult knows", "value": "\n".join(filter(None, informed))},
        *([{"key": "Goes on although somebody objects", "value": objection}] if objection else []),
        {"key": "Agreed to a service", "value": "\n".join(filter(None, agreement))},
    ]


def _who_knows(basis: LawfulBasis, people: Iterable[Person]) -> str:
    """Return a line for each person, in the order of the case."""
    asked = [person for person in people if str(person.pk) in basis.who_knows]
    answers = [(person.display_name, codes.Knows(basis.who_knows[str(person.pk)]).label) for person in asked]
    return "\n".join(f"{name}: {in_sentence(answer)}" for name, answer in answers)


def _tellings(basis: LawfulBasis, people: Iterable[Person]) -> str:
    """Return a line for each person who was told, or never will be, in the order of the case."""
    names = [(str(person.pk), person.display_name) for person in people] + [(codes.FAMILY, "The family")]
    return "\n".join(
        f"{name}: {_telling_words(basis.tellings[number])}" for number, name in names if number in basis.tellings
    )


def _telling_words(facts: dict[str, str]) -> str:
    on, by = words(date.fromisoformat(facts["on"])), facts["by"]
    if "never" in facts:
        return f"will never be told ({by}, {on}): {facts['never']}"
    how = in_sentence(codes.ToldHow(facts["how"]).label)
    response = f" They said: {facts['response']}" if facts["response"] else ""
    return f"told on {on} by {by}, {how}.{response}"


def _authorised(by: str, basis: dict[str, str]) -> dict:
    return {"key": "Authorised", "value": "\n".join(filter(None, [by, basis.get("authorising_reason", "")]))}


def _for_each(basis: dict[str, str], name: str) -> str:
    """Return the answer, or one line for the children and one for the adults if both were asked."""
    if not basis.get(f"adult_{name}"):
        return basis[name]
    return f"For the children: {basis[name]}\nFor the adults: {basis[f'adult_{name}']}"


def _name(user) -> str:
    return user.name if user else ""
