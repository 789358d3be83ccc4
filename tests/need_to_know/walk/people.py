"""The users of the walk: each role in two hubs, and users that a grant or a bar concerns."""

from dataclasses import dataclass

from agencies.models import User
from agencies.organisations import actions
from audit.recording import SYSTEM
from tests import two_hands
from tests.builders import CAST, build_hub
from tests.need_to_know.facts import Person

# key: (role, kind of agency)
MORE = {
    "named": ("social_worker", None),
    "visitor": ("social_worker", None),
    "glass": ("social_worker", None),
    "expired": ("social_worker", None),
    "barred": ("manager", None),
    "suspended": ("manager", None),
    "barred_police": ("representative", "police"),
    "housing": ("representative", "housing"),
    "probation": ("representative", "probation"),
    "quality": ("quality_auditor", None),
    "adults_manager": ("adults_manager", None),
    "out_of_hours": ("out_of_hours", None),
    "data_protection": ("data_protection", None),
    "moved": ("representative", "probation"),  # away from the police
}
SOUTH = ["manager", "social_worker", "screener", "police", "referrer", "auditor", "governance", "administrator"]
NOBODY, SECRET = "signed out", "holder of a draft"


@dataclass(frozen=True)
class Walker:
    """A user of the walk; `user` is None for somebody signed out."""

    key: str
    user: User | None = None
    facts: Person | None = None


def build_people():
    """Return (northvale, southmere), with the users of MORE in the first."""
    northvale, southmere = build_hub("northvale"), build_hub("southmere")
    probation = actions.add_agency(
        hub=northvale.hub, name="Northvale probation", kind="probation", link="core", by=SYSTEM,
        notice_email="probation@northvale.example",
    )  # fmt: skip
    northvale.agencies["probation"] = probation
    for key, (role, kind) in MORE.items():
        email, agency = f"{key}@northvale.example", northvale.agencies.get("police" if key == "moved" else kind)
        name = f"{key.title().replace('_', ' ')} Person"
        user = two_hands.invite(hub=northvale.hub, email=email, name=name, role=role, agency=agency, by=SYSTEM)
        setattr(northvale, key, user)
    return northvale, southmere


def walkers_of(northvale, southmere) -> dict[str, Walker]:
    walkers = {NOBODY: Walker(NOBODY), SECRET: Walker(SECRET)}
    for key in [*CAST, *MORE]:
        walkers[key] = _walker(key, getattr(northvale, key), (CAST | MORE)[key])
    for key in SOUTH:
        walkers[f"south {key}"] = _walker(f"south {key}", getattr(southmere, key), CAST[key])
    return walkers


def _walker(key: str, user: User, part) -> Walker:
    role = part[-2]
    user = User.objects.get(pk=user.pk)
    facts = Person(user.pk, key, user.hub_id, user.agency_id, frozenset({role}), key != "suspended")
    return Walker(key, user, facts)
