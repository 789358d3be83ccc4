"""The orders of the queue: each column sorts by the words it shows."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from referrals import codes

# How the referral arrived, short enough for a row
CHANNELS = {
    codes.Channel.WEB_PUBLIC: "online",
    codes.Channel.WEB_PROFESSIONAL: "online",
    codes.Channel.PHONE: "by phone",
    codes.Channel.LETTER: "by letter",
    codes.Channel.EMAIL: "by email",
    codes.Channel.POLICE_NOTIFICATION: "police notification",
    codes.Channel.WALK_IN: "in person",
    codes.Channel.OTHER_AUTHORITY: "from another council",
    codes.Channel.OUT_OF_HOURS_TEAM: "out of hours",
}
CONCERNS, RISKS = dict(codes.Concern.choices), dict(codes.RiskType.choices)
ALPHABET = sorted({words.lower() for words in [*CHANNELS.values(), *CONCERNS.values(), *RISKS.values()]})


def _place(field: str, labels: dict[str, str]) -> Case:
    """Return an expression for the alphabetical place of a code's label."""
    return Case(*(When(**{field: code}, then=Value(ALPHABET.index(words.lower()))) for code, words in labels.items()))


# Codes sort by severity, not by name; unrated cases come last.
RED_FIRST = Case(
    *(When(rating=rating, then=Value(place)) for place, rating in enumerate(codes.Rating)), default=Value(9)
)
FIRST_CONCERN = Coalesce(
    _place("concerns__0", CONCERNS), _place("risk_types__0", RISKS), _place("hub_concerns__0", CONCERNS | RISKS)
)
CHANNEL = _place("channel", CHANNELS)

ORDERS = {
    "due": F("next_due_at").asc(nulls_last=True),
    "-due": F("next_due_at").desc(nulls_last=True),
    "received": F("received_at").asc(),
    "-received": F("received_at").desc(),
    "rating": RED_FIRST.asc(),
    "-rating": RED_FIRST.desc(),
    # The gravest first. Only what is not rated yet is put in order by what its referrer reports.
    "risk": F("reported_risk").desc(),
    "-risk": F("reported_risk").asc(),
    "reference": F("reference").asc(),
    "-reference": F("reference").desc(),
    "concern": FIRST_CONCERN.asc(nulls_last=True),
    "-concern": FIRST_CONCERN.desc(nulls_last=True),
    "channel": CHANNEL.asc(),
    "-channel": CHANNEL.desc(),
}
