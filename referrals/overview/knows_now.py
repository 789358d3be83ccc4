"""Whether somebody must be told less than a request or a product said: by a newer lawful basis or concern."""

import hashlib
import json
from dataclasses import dataclass

from mash.postgres.functions import rows_of
from referrals import codes
from referrals.models import InformationRequest, Product

# How strict an answer is. Of somebody about whom nothing was said, an agency would think that they know.
_STRICT: dict[str, int] = {codes.Knows.NOT_YET: 1, codes.Knows.MUST_NOT: 2}


@dataclass(frozen=True)
class KnowsNow:
    """What is stricter now than a copy says: (name, what they know now), and whether somebody it does not name is.

    `do_not_tell`: a concern that came later warns that nobody in the family is told.
    """

    people: tuple[tuple[str, str], ...] = ()
    others_untold: bool = False
    do_not_tell: bool = False

    def __bool__(self) -> bool:
        return bool(self.people) or self.others_untold or self.do_not_tell

    @property
    def mark(self) -> str:
        """Return what tells one change from another, in a key that has no personal data."""
        return hashlib.sha256(repr((self.people, self.others_untold, self.do_not_tell)).encode()).hexdigest()[:16]


def stricter_now(copy: InformationRequest | Product) -> KnowsNow:
    """Return what the newest lawful basis or a concern says more strictly than this copy, for whoever may read it."""
    for answers, others_untold, do_not_tell in rows_of("mash_knows_now", _answers, copy.pk):
        people = tuple(
            (subject["name"], answers[subject["person"]])
            for subject in copy.subjects
            if subject.get("person") in answers
            and _STRICT.get(answers[subject["person"]], 0) > _STRICT.get(subject.get("knows", ""), 0)
        )
        was_untold = any(subject.get("others_untold") for subject in copy.subjects)
        others = others_untold and not was_untold and _says_who_is_named(copy)
        return KnowsNow(people, others, do_not_tell and not copy.warns_not_to_tell)
    return KnowsNow()


def _says_who_is_named(copy: InformationRequest | Product) -> bool:
    """Whether a copy says whom it names. The oldest do not, so that nobody can be told from the others."""
    return any("person" in subject for subject in copy.subjects)


def _answers(people: dict[str, str] | str, others_untold: bool, do_not_tell: bool) -> tuple[dict[str, str], bool, bool]:
    return (json.loads(people) if isinstance(people, str) else people), others_untold, do_not_tell
