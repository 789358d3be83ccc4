"""What a draft holds so far, as the pages that come later need to know it."""

from referrals import codes
from referrals.intake.ways import ACCOUNT, PUBLIC, STAFF, way_of
from referrals.models import Draft

PEOPLE = "people"


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
    def kinds(self) -> set[str]:
        return {entry["kind"][0] for entry in self.entries(PEOPLE)}

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
