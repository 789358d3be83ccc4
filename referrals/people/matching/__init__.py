"""Whether two mentions of a person may be of the same person: normalise → keys → levels → score → band → reasons.

Nothing in here knows the database or Django: a mention goes in, keys or a comparison come out. Whoever stores keys
hashes them with a secret first, because they are made of names and birth dates. Nothing is ever merged by a band: it
orders what people are shown, and they decide.
"""

from referrals.people.matching.bands import Band
from referrals.people.matching.comparison import VERSION, Comparison, compare
from referrals.people.matching.keys import SCHEME, Key, keys_of
from referrals.people.matching.mention import HomeMention, Mention, MentionKind, NameKind, NameMention
from referrals.people.matching.terms import Term, terms_of, terms_of_name

__all__ = [
    "SCHEME",
    "VERSION",
    "Band",
    "Comparison",
    "HomeMention",
    "Key",
    "Mention",
    "MentionKind",
    "NameKind",
    "NameMention",
    "Term",
    "compare",
    "keys_of",
    "terms_of",
    "terms_of_name",
]
