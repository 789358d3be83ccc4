"""The answers a draft has so far, and the wording and pages that follow from them."""

from referrals import codes
from referrals.intake.ways import ACCOUNT, PUBLIC, STAFF, way_of
from referrals.models import Draft

PEOPLE = "people"
WRITER = {  # how the writer is addressed; staff who key in a referral see REFERRER
    "you": "you",
    "you_are": "you are",
    "are_you": "are you",
    "do_you": "do you",
    "Do_you": "Do you",
    "would_you": "would you",
    "Would_you": "Would you",
    "Your": "Your",
    "yourself": "yourself",
}
REFERRER = {
    "you": "the referrer",
    "you_are": "the referrer is",
    "are_you": "is the referrer",
    "do_you": "does the referrer",
    "Do_you": "Does the referrer",
    "would_you": "would the referrer",
    "Would_you": "Would the referrer",
    "Your": "The referrer’s",
    "yourself": "the referrer",
}
CHILDREN = {
    "family": "the family",
    "informed": "the family",
    "person": "the child",
    "each": "each child",
    "them": "them",
    "meant": "the child",
    "they": "The parents or the child",
    "close": "the family, or from someone in it",
    "helped": "the family",
    "relatives": "parents, brothers and sisters, partners and lodgers",
    "relation": "“Parent” if this is the mother of the child",
    "services": "a school, a health visitor or a charity",
    "service": "a school or clinic",
    "Own": "The child’s own",
}
ADULTS = {
    "family": "the adult",
    "informed": "the adult",
    "person": "the adult",
    "each": "each adult",
    "them": "them",
    "meant": "the adult",
    "they": "The adult, and their family if they know",
    "close": "the adult, or from someone close to them",
    "helped": "the adult",
    "relatives": "a partner, grown-up children, carers and lodgers",
    "relation": "“Child” if this is a grown-up daughter of the adult",
    "Own": "The child’s own",
    "services": "a GP, a home care agency or a charity",
    "service": "a home care agency or clinic",
}
BOTH = CHILDREN | {
    "family": "the family, or the adult,",
    "informed": "the child’s family",
    "person": "the child or adult",
    "each": "each child or adult",
    "meant": "the child or adult",
    "helped": "the family or the adult",
    "relatives": "parents, children, partners, carers and lodgers",
    "services": "a school, a GP, a carer or a charity",
}
UNBORN = CHILDREN | {"person": "the mother", "each": "the baby", "they": "The parents"}
ANYBODY = WRITER | BOTH


def _of_oneself(you: str, your: str) -> dict[str, str]:
    """Return the wording for a writer who is the subject, replacing that for others."""
    own = dict.fromkeys(("person", "each", "them", "meant", "helped"), you)
    return own | {
        "Own": "Your own" if you == "you" else "The child’s own",
        "informed": f"{your} family",
        "they": f"{your} family".capitalize(),
        "close": f"{your} family, or from someone close to {you}",
        "relation": f"“Parent” if this is {your} mother",
    }


class Answers:
    """The answers of one draft."""

    def __init__(self, draft: Draft, user=None):
        self.draft, self.user = draft, user
        self.way = way_of(draft)

    @property
    def stored(self) -> dict:
        return self.draft.answers

    def typed(self, page: str) -> dict | None:
        """Return what was typed on a page, or None if nobody has visited it."""
        return self.stored.get(page)

    def entries(self, page: str) -> list[dict]:
        return self.stored.get(page) or []

    def value_of(self, page: str, name: str) -> str:
        """Return the first value of one field on a page, or an empty string."""
        values = (self.stored.get(page) or {}).get(name) or [""]
        return values[0]

    @property
    def is_professional(self) -> bool:
        # An account is for professionals; only the public are asked which they are.
        if self.way is ACCOUNT:
            return True
        if self.way is STAFF:
            return self.value_of("received", "source_code") not in codes.PUBLIC_SOURCES
        return self.value_of("who", "capacity") == "professional"

    @property
    def is_public(self) -> bool:
        """Whether a member of the public is writing; true until somebody says that it is their job."""
        return self.way is PUBLIC and not self.is_professional

    @property
    def is_unnamed(self) -> bool:
        """Whether a member of the public does not want it known that it came from them."""
        relation = "" if self.writes_of_oneself else self.value_of("you", "source_code")
        wants = self.value_of("you", "wants_anonymity") or relation == codes.SourceCode.ANONYMOUS
        return self.is_public and bool(wants)

    @property
    def first_address(self) -> dict:
        """Return the first person's address as typed, to copy to others at the same address."""
        first = next(iter(self.entries(PEOPLE)), {})
        address = {
            name: first[name] for name in ("address", "postcode", "address_withheld") if any(first.get(name, []))
        }
        return address if "address" in address else {}

    @property
    def kinds(self) -> set[str]:
        return {entry["kind"][0] for entry in self.entries(PEOPLE)}

    @property
    def writes_of_oneself(self) -> bool:
        """Whether somebody said at the start that they write about themselves."""
        return self.way is PUBLIC and self.value_of("who", "capacity") == "self"

    @property
    def about_oneself(self) -> bool:
        """Whether the referrer is the subject, writing or telling staff."""
        page = "received" if self.keyed_in else "you"
        by_relation = not self.is_professional and self.value_of(page, "source_code") == codes.SourceCode.SELF
        return self.writes_of_oneself or by_relation

    def is_oneself(self, page: str, number: int) -> bool:
        """Whether an entry of a list is the writer: they are asked to add themselves first."""
        first = (number or len(self.entries(page)) + 1) == 1
        return page == PEOPLE and first and self.about_oneself and not self.keyed_in

    def in_words(self, text: str) -> str:
        """Return a question worded for this writer and these people: {family}, {you} and so on."""
        return text.format(**self._words)

    @property
    def _words(self) -> dict[str, str]:
        words = (REFERRER if self.keyed_in else WRITER) | self._words_for_people
        if not self.about_oneself:
            return words
        return words | (_of_oneself("the referrer", "the referrer’s") if self.keyed_in else _of_oneself("you", "your"))

    @property
    def _words_for_people(self) -> dict[str, str]:
        kinds = self.kinds
        if not kinds or (codes.PersonKind.ADULT in kinds and len(kinds) > 1):
            return BOTH
        if kinds == {codes.PersonKind.ADULT}:
            words = ADULTS
        else:
            words = UNBORN if kinds == {codes.PersonKind.UNBORN} else CHILDREN
        return words if len(self.entries(PEOPLE)) > 1 or words is UNBORN else words | {"each": words["person"]}

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
        return self.value_of("before-you-start", "immediate_danger") == "yes"

    @property
    def not_told(self) -> bool:
        """Whether to ask why. The public have no duty to tell: they are asked only why nobody else should."""
        answer = self.value_of("family-told", "family_informed")
        if self.is_public:
            return not self.about_oneself and not self.is_unnamed and answer == codes.FamilyInformed.NO
        return not self.about_oneself and answer in (codes.FamilyInformed.NO, codes.FamilyInformed.NOT_YET)

    @property
    def agreement_asked(self) -> bool:
        """Whether to ask of an agreement: professionals may know of one, and people can say what they want themselves.

        The public, relatives among them, would have to ask the family, which may put somebody at risk.
        """
        return self.is_professional or self.about_oneself

    @property
    def about_children(self) -> bool:
        """Whether a child is among the subjects; also true while no subject has been added."""
        return not self.kinds or bool(self.kinds - {codes.PersonKind.ADULT})

    @property
    def about_adults(self) -> bool:
        return codes.PersonKind.ADULT in self.kinds

    @property
    def do_not_tell(self) -> list[codes.DoNotTell]:
        """The concerns ticked so far for which nobody in the family is told. Of oneself one decides who knows."""
        if self.about_oneself:
            return []
        pages = (self.stored.get(page) or {} for page in ("concerns", "risks"))
        return codes.warned_of({code for page in pages for values in page.values() for code in values})

    @property
    def fgm_duty(self) -> bool:
        """Whether a professional worries about FGM of somebody who may be a girl under 18, and may have to report it.

        The duty is their own: Female Genital Mutilation Act 2003, section 5B.
        """
        ticked = {code for values in (self.stored.get("concerns") or {}).values() for code in values}
        return self.is_professional and codes.Concern.FGM in ticked and self._may_be_about_a_girl

    @property
    def _may_be_about_a_girl(self) -> bool:
        children = [entry for entry in self.entries(PEOPLE) if entry["kind"] == [codes.PersonKind.CHILD]]
        return any(child.get("sex") != [codes.Sex.MALE] for child in children)

    @property
    def outcome_asked(self) -> bool:
        """Whether to ask for the desired outcome; an adult referring themselves states it as their
        wishes.
        """
        return not (self.about_oneself and self.about_adults)
