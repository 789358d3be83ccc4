"""The search terms of a case: those of its people, of the professionals it names, and the reference of the police."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from mash.postgres.functions import value_of
from referrals.codes import FactKind
from referrals.models import (
    InformationRequest,
    InvolvedProfessional,
    Person,
    PersonFact,
    Referral,
    Referrer,
    SearchTerms,
)
from referrals.people import matching
from referrals.people.matching import HomeMention, Mention, MentionKind, NameMention, Term, normalise, terms
from referrals.people.mentions import mention_of
from referrals.people.understanding import Query

Of = SearchTerms.Of
COMPARED = {terms.LAST, terms.DAY, terms.POSTCODE, terms.DOOR}  # of members of staff


def keep_terms(
    referral: Referral,
    people: Iterable[Person],
    referrer: Referrer,
    professionals: Iterable[InvolvedProfessional],
    facts: Iterable[PersonFact] = (),
) -> None:
    """Replace all search terms of a case, in the transaction that adds somebody to it or changes what is known of them.

    For whoever has just sent it, and for whoever works on it; the database refuses anybody else.
    """
    facts = list(facts)
    rows: list[tuple[str | None, str, Iterable[Term]]]
    rows = [(str(person.pk), Of.PERSON, terms_of(person, facts)) for person in people]
    rows += [(None, Of.REFERRER, _terms_of_referrer(referrer))]
    rows += [(None, Of.PROFESSIONAL, _terms_of_professional(it.name, it.contact)) for it in professionals]
    if reference := normalise.joined(referral.police_reference):
        rows += [(None, Of.REFERENCE, {Term(terms.REFERENCE, reference)})]
    as_json = [[person, of, [of_hub(referral.hub_id) + _text(term) for term in row]] for person, of, row in rows if row]
    value_of("mash_keep_terms", referral.pk, json.dumps(as_json))


def renew_terms(referral: Referral) -> None:
    """Make the search terms of a case anew, after what is known of its people changed, for whoever works on it."""
    people = referral.people.select_related("referral")
    keep_terms(referral, people, referral.referrer, referral.professionals.all(), referral.facts.all())


def terms_of(person: Person, facts: Iterable[PersonFact] = ()) -> frozenset[Term]:
    """Return everything by which this person is searched for. `facts` are those of the case."""
    own = [fact for fact in facts if fact.person_id == person.pk]
    homes = [HomeMention(it.get("address") or "", it.get("postcode") or "") for it in _further(own, FactKind.ADDRESS)]
    phones = [it.get("phone") or "" for it in _further(own, FactKind.CONTACT)]
    told_on = timezone.localdate(person.referral.received_at)
    return matching.terms_of(mention_of(person, told_on=told_on, homes=homes, phones=phones))


def _further(facts: Iterable[PersonFact], kind: FactKind) -> Iterator[dict]:
    """Yield what stands beside what the case shows, and what it showed before and was right then.

    What an agency's answer tells and the case does not show is left out, as the matcher leaves it out
    (mash_further_facts in referrals/access/same_people.sql).
    """
    for fact in facts:
        if fact.kind == kind and (fact.value.get("was_right") if fact.shown else fact.item_id is None):
            yield fact.before if fact.shown else fact.value


def terms_of_staff(*, last_names: list[str], date_of_birth: date | None, address: str, postcode: str) -> list[str]:
    """Return by what a member of staff is compared with the people of cases (referrals/access/bars.sql)."""
    names = tuple(NameMention("", name) for name in last_names)
    homes = (HomeMention(address, postcode),)
    known = matching.terms_of(Mention(MentionKind.ADULT, names=names, date_of_birth=date_of_birth, homes=homes))
    return sorted(_text(term) for term in known if term.kind in COMPARED)


def last_names_of(name: str) -> list[str]:
    """Return what the last word of a name is compared by, where nobody has told the last names of somebody."""
    return [_text(Term(terms.LAST, last)) for last in terms.last_names(name.split()[-1])] if name.split() else []


def keep_terms_of_request(request: InformationRequest) -> None:
    """Write by what the agency asked searches for a request: the names in its copy, and nothing else of the people."""
    names = {it for subject in request.subjects for it in (subject.get("name"), subject.get("other_names")) if it}
    known = {term for name in names for term in matching.terms_of_name(name)}
    value_of("mash_keep_terms_of_request", request.pk, [of_agency(request.agency_id) + _text(term) for term in known])


def as_tsquery(query: Query, space: str) -> str:
    """Return what PostgreSQL looks for: for each group one of its terms. Terms have no character that it reads."""
    groups = (" | ".join(f"'{space}{_text(it.term)}'{':*' if it.begins else ''}" for it in group) for group in query)
    return " & ".join(f"({group})" for group in groups)


def of_hub(hub: int | None) -> str:
    """Return what the terms of a hub's cases begin with, so that no hub reads through those of another."""
    return str(hub)


def of_agency(agency: int) -> str:
    """Return what the terms of the requests put to an agency begin with."""
    return f"r{agency}"


def _text(term: Term) -> str:
    return f"{term.kind}:{term.text}"


def _terms_of_referrer(referrer: Referrer) -> Iterable[Term]:
    """Return nothing for a member of the public: who they are is not for searching, and each look at it is recorded."""
    return _terms_of_professional(referrer.name, referrer.phone) if referrer.is_professional else []


def _terms_of_professional(name: str, contact: str) -> Iterable[Term]:
    phone = normalise.phone(contact)
    return {*matching.terms_of_name(name), *([Term(terms.PHONE, phone)] if phone else [])}
