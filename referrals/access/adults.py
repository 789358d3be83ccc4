"""Which cases a role that manages adults' cases alone may act on. `mash_manages` is the same rule in the database."""

from agencies import roles
from mash.refusals import RuleViolation
from referrals import codes
from referrals.models import Referral

ADULTS_ONLY = (
    "A safeguarding adults manager manages cases about adults, and this one is not about an adult. Ask a MASH manager."
)


def manages(user, permission: str, referral: Referral) -> bool:
    """Whether the role that gives this user the permission is for this case: some are for adults' cases alone."""
    if not roles.only_for_adults(user.role_codes, permission):
        return True
    return referral.people.filter(is_subject=True, kind=codes.PersonKind.ADULT).exists()


def check_manages(user, permission: str, referral: Referral) -> None:
    """Raise RuleViolation where the user's role manages adults' cases alone, and this one is about no adult."""
    if not manages(user, permission, referral):
        raise RuleViolation(ADULTS_ONLY)
