"""What a draft holds so far, as the pages that come later need to know it."""

from referrals import codes
from referrals.intake.ways import ACCOUNT, PUBLIC, STAFF, way_of
from referrals.models import Draft

PEOPLE = "people"
CHILDREN = {
    "family": "the family",
    "person": "the child",
    "each": "each child",
    "they": "The parents or the child",
    "close": "the family, or from someone in it",
    "helped": "the family",
    "relatives": "parents, brothers and sisters, partners and lodgers",
    "relation": "“Parent” if this is the mother of a child you are worried about",
    "services": "a school, a health visitor or a charity",
    "service": "a school or clinic",
}
ADULTS = {
    "family": "the adult",
    "person": "the adult",
    "each": "each adult",
    "they": "The adult, and their family if they know",
    "close": "the adult, or from someone close to them",
    "helped": "the adult",
    "relatives": "a partner, grown-up children, carers and lodgers",
    "relation": "“Child” if this is a grown-up daughter of the adult you are worried about",
    "services": "a GP, a home care agency or a charity",
    "service": "a home care agency or clinic",
}
BOTH = CHILDREN | {
    "family": "the family, or the adult,",
    "person": "the child or adult",
    "each": "each child or adult",
    "they": "The parents, the child or the adult",
    "helped": "the family or the adult",
    "relatives": "parents, children, partners, carers and lodgers",
    "services": "a school, a GP, a carer or a charity",
}
UNBORN = CHILDREN | {"person": "the mother", "each": "the baby", "they": "The parents"}


class Answers:
    def __init__(self, draft: Draft, user=None):
        self.draft, self.user = draft, user
        self.way = way_of(draft)

    @property
    def kept(self) -> dict:
        return self.draft.answers

    def typed(self, page: str) -> dict | None:
        """What was typed into a page, or None if nobody has been there."""
        return self.kept.get(page)

    def entries(self, page: str) -> list[dict]:
        return self.kept.get(page) or []

    def one(self, page: str, name: str) -> str:
        given = (self.kept.get(page) or {}).get(name) or [""]
        return given[0]

    @property
    def is_professional(self) -> bool:
        if self.way is ACCOUNT:
            return True
        if self.way is STAFF:
            return self.one("received", "source_code") not in codes.PUBLIC_SOURCES
        return self.one("who", "capacity") == "professional"

    @property
    def first_address(self) -> dict:
        """As typed for the first person, for whoever lives with them."""
        first = next(iter(self.entries(PEOPLE)), {})
        kept = {name: first[name] for name in ("address", "postcode", "address_withheld") if any(first.get(name, []))}
        return kept if "address" in kept else {}

    @property
    def kinds(self) -> set[str]:
        return {entry["kind"][0] for entry in self.entries(PEOPLE)}

    def in_words(self, text: str) -> str:
        """A question as it is put of these people: {family}, {person} and the like are filled in."""
        kinds = self.kinds
        if not kinds or (codes.PersonKind.ADULT in kinds and len(kinds) > 1):
            return text.format(**BOTH)
        if kinds == {codes.PersonKind.ADULT}:
            return text.format(**ADULTS)
        return text.format(**(UNBORN if kinds == {codes.PersonKind.UNBORN} else CHILDREN))

    # When a page is shown

    @property
    def always(self) -> bool:
        return True

    @property
    def keyed_in(self) -> bool:
        return self.way is STAFF

    @property
    def without_account(self) -> bool:
        return self.way is PUBLIC

    @property
    def danger(self) -> bool:
        return self.one("before-you-start", "immediate_danger") == "yes"

    @property
    def not_told(self) -> bool:
        return self.one("family-told", "family_informed") in (codes.FamilyInformed.NO, codes.FamilyInformed.NOT_YET)

    @property
    def about_children(self) -> bool:
        """Also while nobody has been named yet."""
        return not self.kinds or bool(self.kinds - {codes.PersonKind.ADULT})

    @property
    def about_adults(self) -> bool:
        return codes.PersonKind.ADULT in self.kinds
