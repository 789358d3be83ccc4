"""The systems and identifiers an agency can tick as searched; a person is offered those of their own last answer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from agencies.kinds import AgencyKind as Kind
from agencies.models import User
from referrals.codes import ResponseOutcome
from referrals.models import InformationRequest, Response

SYSTEMS: dict[str, tuple[str, ...]] = {
    Kind.POLICE: (
        "Police National Computer (PNC)",
        "Police National Database (PND)",
        "Crime and intelligence records",
        "Call and incident logs",
    ),
    Kind.HEALTH: ("GP record", "Health visiting and school nursing record", "Hospital record", "CP-IS"),
    Kind.EDUCATION: ("Attendance and pupil record", "Safeguarding log", "Special educational needs record"),
    Kind.EARLY_YEARS: ("Attendance record", "Safeguarding log"),
    Kind.CHILDRENS_SERVICES: ("Social care case record", "Early help record", "Archived files"),
    Kind.ADULT_SOCIAL_CARE: ("Social care case record", "Safeguarding adults record", "Archived files"),
    Kind.MENTAL_HEALTH: ("Electronic patient record", "Crisis and liaison record"),
    Kind.CAMHS: ("Electronic patient record", "Referrals waiting"),
    Kind.HOUSING: ("Tenancy record", "Antisocial behaviour record", "Homelessness record"),
    Kind.PROBATION: ("nDelius", "OASys"),
    Kind.YOUTH_OFFENDING: ("Case record", "AssetPlus"),
    Kind.AMBULANCE: ("Patient care records", "Safeguarding referrals", "Call logs"),
    Kind.SUBSTANCE_MISUSE: ("Treatment record", "Archived files"),
    Kind.DOMESTIC_ABUSE_SERVICE: ("Case record", "MARAC record", "Helpline record"),
    Kind.COUNCIL_EDUCATION: ("Pupil database", "Home education record", "Missing education record", "EHCP record"),
    Kind.FIRE: ("Incident records", "Home visit records", "Safeguarding referrals"),
    Kind.CAFCASS: ("Case record",),
    Kind.PRISON: ("Prison record", "Visits and contact record", "Security reports"),
    Kind.CARE_PROVIDER: ("Care plan and daily notes", "Incident records", "Staff records"),
    Kind.REGULATOR: ("Register of services", "Inspection records", "Notifications and complaints"),
}
ANYWHERE = ("Case or client record", "Archived files")
ANOTHER = "another"

IDENTIFIERS = {
    "name": "Name",
    "other_names": "Other names",
    "born": "Date of birth or age",
    "address": "Address",
    "nhs_number": "NHS number",
    "upn": "UPN",
}


def systems_of(kind: str) -> list[tuple[str, str]]:
    listed = SYSTEMS.get(kind, ANYWHERE)
    return [*((system, system) for system in listed), (ANOTHER, "Another system or paper record")]


def identifiers_of(request: InformationRequest) -> list[tuple[str, str]]:
    """Return the identifiers the request actually provides."""
    return [
        (words, words) for key, words in IDENTIFIERS.items() if any(subject.get(key) for subject in request.subjects)
    ]


def identifiers_of_all(requests: Sequence[InformationRequest]) -> list[tuple[str, str]]:
    """Return the identifiers that each of these requests provides."""
    first, *others = [identifiers_of(request) for request in requests]
    return [identifier for identifier in first if all(identifier in provided for provided in others)]


@dataclass(frozen=True)
class Search:
    """What somebody searched: systems, one of them perhaps in their own words, and by what."""

    systems: Sequence[str]
    identifiers: Sequence[str]
    another: str = ""

    @property
    def in_words(self) -> str:
        looked_in = "; ".join(self.another if system == ANOTHER else system for system in self.systems)
        return f"{looked_in}. Searched by: {', '.join(self.identifiers).lower()}."

    @property
    def as_stored(self) -> dict:
        return asdict(self)


def last_search(user: User, requests: Sequence[InformationRequest]) -> Search | None:
    """Return what this person searched for their last "nothing known", as far as it can be true of these requests."""
    # By their index: whoever answers all day has tens of thousands. Those from before systems were selected have none.
    answers = Response.objects.filter(by=user, outcome=ResponseOutcome.NOTHING_KNOWN).order_by("-at")
    newest = answers.values_list("searched", flat=True).first()
    if not newest:
        return None
    offered = [dict(systems_of(request.agency.kind)) for request in requests]
    provided = dict(identifiers_of_all(requests))
    search = Search(
        [system for system in newest["systems"] if all(system in systems for systems in offered)],
        [name for name in newest["identifiers"] if name in provided],
        newest["another"],
    )
    return search if search.systems and search.identifiers else None
