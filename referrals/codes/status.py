"""The status of a referral."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a referral stands in its life. The hub's own list: `workflow.MOVES` says how one follows another."""

    RECEIVED = "received", "Received"
    TRIAGED = "triaged", "Triaged"
    GATHERING = "gathering", "Gathering information"
    DECIDING = "deciding", "Deciding"
    DECIDED = "decided", "Decided"
    CLOSED = "closed", "Closed"
    RETURNED = "returned", "Returned to referrer"
    TRANSFERRED = "transferred", "Transferred to another area"

    @classmethod
    def ended(cls) -> list[str]:
        """Return those in which the hub has nothing left to do. A returned referral is still the hub's."""
        return [cls.CLOSED, cls.TRANSFERRED]
